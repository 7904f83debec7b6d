using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>Makes operations for writes to an array, with the identities of the elements concerned. Runs inside a store's transaction.</summary>
internal static class ArrayWrites
{
    /// <summary>Removes and inserts; makes no operation if there is nothing to do. Index and count lie within the array.</summary>
    public static void Splice(Store store, StorePath path, ArrayNode array, int index, int deleteCount, IReadOnlyList<StoreValue> items)
    {
        if (deleteCount == 0 && items.Count == 0) return;
        LiveElements live = array.LiveFrom(Math.Max(index - 1, 0));
        ElementId? after = index > 0 ? live.Next()!.Id : null;
        ElementId[] removed = deleteCount == 0 ? [] : new ElementId[deleteCount];
        for (int i = 0; i < deleteCount; i++) removed[i] = live.Next()!.Id;
        ElementId? before = live.Next()?.Id;
        StoreWriter writer = store.Writer;
        writer.Add(new SpliceOperation(writer.Source, writer.NextSeq, writer.Ts, path, index, deleteCount, items, new SpliceAnchors(after, before, removed)));
    }

    /// <summary>Gives the elements a new order; makes no operation if it is the old one.</summary>
    public static void Reorder(Store store, StorePath path, IReadOnlyList<Element> old, IReadOnlyList<Element> order)
    {
        if (old.SequenceEqual(order)) return;
        StoreWriter writer = store.Writer;
        var anchors = new SpliceAnchors(null, null, [], [.. order.Select(static element => element.Id)]);
        writer.Add(new SpliceOperation(writer.Source, writer.NextSeq, writer.Ts, path, 0, 0, [], anchors));
    }

    /// <summary>Assigns an element, which keeps its identity.</summary>
    public static void Set(Store store, StorePath path, Element element, StoreValue value)
    {
        StoreWriter writer = store.Writer;
        StorePath slot = path.Append(new PathSegment(ArrayNode.IndexOf(element), element.Id));
        writer.Add(new SetOperation(writer.Source, writer.NextSeq, writer.Ts, slot, value));
    }
}
