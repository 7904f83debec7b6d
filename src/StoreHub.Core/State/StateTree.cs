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
        ReadOnlySpan<PathSegment> way = operation.Path.Segments;
        if (NamesSlot(operation))
        {
            if (way.IsEmpty) return false;
            way = way[..^1];
        }

        return Walk(way, undo is not null) is { } target && ApplyAt(target, operation, revision, undo);
    }

    /// <summary>The same, where the container that the operation is about is known already; a pending operation's way there has its stamps.</summary>
    public bool ApplyAt(ContainerNode target, Operation operation, long revision, UndoLog? undo)
    {
        var change = new TreeChange(this, operation, revision, undo);
        switch (operation)
        {
            case SetOperation set:
                return SetSlot(target, operation.Path.Segments[^1], set.Value, change);
            case DeleteOperation:
                return DeleteSlot(target, operation.Path.Segments[^1], change);
            case IncrementOperation increment:
                return Increment(target, operation.Path.Segments[^1], increment.Amount, change);
            case SpliceOperation splice:
                return target is ArrayNode array && ArraySplice.Apply(array, splice, change);
            case MapSetOperation mapSet:
                return target is MapNode setMap && change.SetEntry(setMap, mapSet.Key, mapSet.Value);
            case MapDeleteOperation mapDelete:
                return target is MapNode deleteMap && change.RemoveEntry(deleteMap, mapDelete.Key);
            case MapClearOperation:
                return target is MapNode clearMap && change.Clear(clearMap);
            case SetAddOperation add:
                return target is SetNode addSet && change.AddMember(addSet, add.Value);
            case SetDeleteOperation remove:
                return target is SetNode removeSet && change.RemoveEntry(removeSet, remove.Value);
            case SetClearOperation:
                return target is SetNode clearSet && change.Clear(clearSet);
            default:
                return false;
        }
    }

    /// <summary>Whether the last step of an operation's path is the slot that it changes; if not, the whole path leads to its container.</summary>
    public static bool NamesSlot(Operation operation) => operation is SetOperation or DeleteOperation or IncrementOperation;

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
        // nearly every step is one into an object
        if (node is ObjectNode objectNode) return StepKey(objectNode, segment, stamp);
        switch (node)
        {
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

    private StoreValue StepKey(ObjectNode node, in PathSegment segment, bool stamp)
    {
        if (segment.ObjectKey is not { } key) return default;
        int slot = node.Find(key);
        if (slot < 0)
        {
            if (stamp) node.TouchStamp = Generation;
            return default;
        }

        if (stamp) node.StampAt(slot) = Generation;
        return node.ValueAt(slot);
    }

    private static bool SetSlot(ContainerNode parent, in PathSegment segment, StoreValue value, in TreeChange change)
    {
        switch (parent)
        {
            case ObjectNode node:
                return segment.ObjectKey is { } key && change.SetKey(node, key, value);
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
        ObjectNode node => segment.ObjectKey is { } key && change.RemoveKey(node, key),
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
