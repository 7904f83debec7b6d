using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>Reads live trees: as the reference's state, and array by array.</summary>
internal static class LiveTree
{
    /// <summary>The same state, for the generator of operations.</summary>
    public static ReferenceState ToReference(StateTree tree)
    {
        var state = new ReferenceState();
        state.Root.Entries.AddRange(((ReferenceObject)Copy(new StoreValue(tree.Root))).Entries);
        return state;
    }

    public static IEnumerable<ArrayNode> Arrays(StateTree tree) => Below(new StoreValue(tree.Root)).Select(value => value.Container).OfType<ArrayNode>();

    public static HashSet<ElementId> Tombstones(StateTree tree) =>
        [.. Arrays(tree).SelectMany(array => array.All()).Where(element => !element.IsLive).Select(element => element.Id)];

    /// <summary>Everything that is visible, containers before what they hold.</summary>
    public static IEnumerable<StoreValue> Below(StoreValue value) => Children(value).SelectMany(Below).Prepend(value);

    private static IEnumerable<StoreValue> Children(StoreValue value) => value.Container switch
    {
        ObjectNode node => Slots(node).Select(slot => node.ValueAt(slot)),
        MapNode node => Slots(node).Select(slot => node.ValueAt(slot)),
        ArrayNode node => node.AllLive().Select(element => element.Value),
        _ => [],
    };

    private static IEnumerable<int> Slots<TKey, TRule>(TableNode<TKey, TRule> node)
        where TKey : notnull
        where TRule : struct, IKeyRule<TKey>
    {
        for (int slot = node.First; slot >= 0; slot = node.Next(slot)) yield return slot;
    }

    private static ReferenceNode Copy(StoreValue value)
    {
        switch (value.Container)
        {
            case ObjectNode node:
                var target = new ReferenceObject();
                foreach (int slot in Slots(node)) target.Entries.Add(new ReferenceEntry(node.KeyAt(slot), Copy(node.ValueAt(slot))));
                return target;
            case MapNode node:
                var map = new ReferenceMap();
                foreach (int slot in Slots(node)) map.Entries.Add(new ReferenceEntry(node.KeyAt(slot), Copy(node.ValueAt(slot))));
                return map;
            case SetNode node:
                var set = new ReferenceSet();
                foreach (int slot in Slots(node)) set.Add(node.KeyAt(slot));
                return set;
            case ArrayNode node:
                var array = new ReferenceArray();
                foreach (Element element in node.All())
                {
                    var copy = new ReferenceElement(element.Id, element.IsLive ? Copy(element.Value) : new ReferenceScalar(StoreValue.Undefined));
                    if (!element.IsLive) copy.Remove(element.DeletedAt);
                    array.Elements.Add(copy);
                }

                return array;
            default:
                return new ReferenceScalar(value);
        }
    }
}
