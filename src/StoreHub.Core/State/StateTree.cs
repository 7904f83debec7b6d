using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>
/// A store's tree and the one place where operations change it. An operation whose parent is missing or of another type has no
/// effect; nothing here throws for what an operation says. Not safe for several threads.
/// </summary>
internal sealed class StateTree
{
    /// <summary>
    /// How many elements a foreign operation past an array's end may append (a constant of the format). Small, because such an operation has
    /// a dozen bytes: with it a frame can make no more elements than by inserting them.
    /// </summary>
    public const int ForeignExtensionLimit = 16;

    public ObjectNode Root { get; init; } = new();

    public Tombstones Tombstones { get; } = new();

    /// <summary>Stamps from earlier generations of the overlay count for nothing; rises whenever the overlay is taken off or empty.</summary>
    public uint Generation { get; private set; } = 1;

    public void NextGeneration() => Generation++;

    /// <summary>Applies an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="revision">Its revision, or <see cref="Element.Pending"/>.</param>
    /// <param name="undo">Where a pending operation notes its changes; null for a settled one.</param>
    /// <returns>Whether it had an effect.</returns>
    public bool Apply(Operation operation, long revision, UndoLog? undo)
    {
        ReadOnlySpan<PathSegment> path = operation.Path.Segments;
        var change = new TreeChange(this, operation, revision, undo);
        switch (operation)
        {
            case SetOperation set:
                return path.Length > 0 && Walk(path[..^1], undo is not null) is { } setParent && SetSlot(setParent, path[^1], set.Value, change);
            case DeleteOperation:
                return path.Length > 0 && Walk(path[..^1], undo is not null) is { } deleteParent && DeleteSlot(deleteParent, path[^1], change);
            case IncrementOperation increment:
                return path.Length > 0 && Walk(path[..^1], undo is not null) is { } numberParent && Increment(numberParent, path[^1], increment.Amount, change);
            case SpliceOperation splice:
                return Walk(path, undo is not null) is ArrayNode array && ArraySplice.Apply(array, splice, change);
            case MapSetOperation mapSet:
                return Walk(path, undo is not null) is MapNode setMap && change.SetEntry(setMap, mapSet.Key, mapSet.Value);
            case MapDeleteOperation mapDelete:
                return Walk(path, undo is not null) is MapNode deleteMap && change.RemoveEntry(deleteMap, mapDelete.Key);
            case MapClearOperation:
                return Walk(path, undo is not null) is MapNode clearMap && change.Clear(clearMap);
            case SetAddOperation add:
                return Walk(path, undo is not null) is SetNode addSet && change.AddMember(addSet, add.Value);
            case SetDeleteOperation remove:
                return Walk(path, undo is not null) is SetNode removeSet && change.RemoveEntry(removeSet, remove.Value);
            case SetClearOperation:
                return Walk(path, undo is not null) is SetNode clearSet && change.Clear(clearSet);
            default:
                return false;
        }
    }

    /// <summary>The container that a path leads to, or null. A pending operation's way is stamped.</summary>
    public ContainerNode? Walk(ReadOnlySpan<PathSegment> path, bool stamp)
    {
        ContainerNode node = Root;
        foreach (ref readonly PathSegment segment in path)
        {
            if (Step(node, segment, stamp).Container is not ContainerNode next) return null;
            node = next;
        }

        return node;
    }

    /// <summary>What stands at a path, live containers as they are; undefined if nothing does.</summary>
    public StoreValue Read(ReadOnlySpan<PathSegment> path)
    {
        if (path.IsEmpty) return new StoreValue(Root);
        return Walk(path[..^1], stamp: false) is { } parent ? Step(parent, path[^1], stamp: false) : default;
    }

    /// <summary>What one step leads to.</summary>
    public StoreValue Step(ContainerNode node, in PathSegment segment, bool stamp)
    {
        switch (node)
        {
            case ObjectNode objectNode:
                if (segment.Key.Kind != ValueKind.String || segment.Element is not null) return default;
                int slot = objectNode.Find(segment.Key.AsString());
                if (slot < 0)
                {
                    if (stamp) objectNode.TouchStamp = Generation;
                    return default;
                }

                if (stamp) objectNode.StampAt(slot) = Generation;
                return objectNode.ValueAt(slot);
            case MapNode map:
                if (stamp) map.TouchStamp = Generation;
                if (segment.Element is not null) return default;
                int entry = map.Find(ScalarKey.Normalize(segment.Key));
                return entry < 0 ? default : map.ValueAt(entry);
            case ArrayNode array:
                if (stamp) array.TouchStamp = Generation;
                return ArrayPlace.Find(array, segment) is { } element ? element.Value : default;
            default:
                return default;
        }
    }

    private static bool SetSlot(ContainerNode parent, in PathSegment segment, StoreValue value, in TreeChange change)
    {
        switch (parent)
        {
            case ObjectNode node:
                return segment.Key.Kind == ValueKind.String && segment.Element is null && change.SetKey(node, segment.Key.AsString(), value);
            case MapNode map:
                return segment.Element is null && change.SetEntry(map, segment.Key, value);
            case ArrayNode array:
                change.Touch(array);
                if (ArrayPlace.Find(array, segment) is not { } element) return segment.Element is null && ArraySplice.SetPastEnd(array, segment, value, change);
                change.SetElement(array, element, change.Build(value));
                return true;
            default:
                return false;
        }
    }

    private static bool DeleteSlot(ContainerNode parent, in PathSegment segment, in TreeChange change) => segment.Element is null && parent switch
    {
        ObjectNode node => segment.Key.Kind == ValueKind.String && change.RemoveKey(node, segment.Key.AsString()),
        MapNode map => change.RemoveEntry(map, segment.Key),
        _ => false,
    };

    private bool Increment(ContainerNode parent, in PathSegment segment, double amount, in TreeChange change)
    {
        StoreValue old = Step(parent, segment, change.IsPending);
        if (!old.IsNumber) return false;
        StoreValue sum = StoreValue.FromNumber(old.AsNumber() + amount);
        switch (parent)
        {
            case ObjectNode node: return change.SetKey(node, segment.Key.AsString(), sum);
            case MapNode map: return change.SetEntry(map, segment.Key, sum);
            default:
                change.SetElement((ArrayNode)parent, ArrayPlace.Find((ArrayNode)parent, segment)!, sum);
                return true;
        }
    }
}
