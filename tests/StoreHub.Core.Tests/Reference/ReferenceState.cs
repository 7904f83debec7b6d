using System.Text;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>A store's state as the rules say it: a plain tree, changed by one operation after the other. Nothing here throws.</summary>
internal sealed class ReferenceState
{
    /// <summary>The revision of what has none yet.</summary>
    public const long Pending = long.MaxValue;

    public ReferenceObject Root { get; private init; } = new();

    /// <summary>Lets an operation take effect; <paramref name="revision"/> is what its removals remember.</summary>
    public void Apply(Operation operation, long revision)
    {
        if (operation is SetOperation or DeleteOperation or IncrementOperation)
        {
            if (operation.Path.Count == 0) return;
            ReferenceNode? parent = Walk(operation.Path.Take(operation.Path.Count - 1));
            PathSegment last = operation.Path[operation.Path.Count - 1];
            if (parent is not null) ApplyToSlot(operation, parent, last, revision);
        }
        else if (Walk(operation.Path) is { } container)
        {
            ApplyToContainer(operation, container, revision);
        }
    }

    /// <summary>Drops tombstones made at or below the floor.</summary>
    public void Forget(long floor) => Root.Forget(floor);

    public StoreValue Visible() => Root.Visible();

    /// <summary>The whole of it as text: see <see cref="StructureText"/>.</summary>
    public string Structure()
    {
        var text = new StringBuilder();
        Root.Write(text);
        return text.ToString();
    }

    public ReferenceState Clone() => new() { Root = (ReferenceObject)Root.Clone() };

    /// <summary>The node at a path, or null.</summary>
    public ReferenceNode? Walk(IEnumerable<PathSegment> path)
    {
        ReferenceNode? node = Root;
        foreach (PathSegment segment in path) node = node?.Slot(segment)?.Value;
        return node;
    }

    private static void ApplyToSlot(Operation operation, ReferenceNode parent, PathSegment last, long revision)
    {
        ReferenceSlot? slot = parent.Slot(last);
        switch (operation)
        {
            case SetOperation set when slot is not null:
                slot.Value = ReferenceNode.Of(set.Value, set.Source, set.Seq);
                break;
            case SetOperation when last.Element is not null:
                break;
            case SetOperation set when parent is ReferenceObject target && last.Key.Kind == ValueKind.String:
                target.Put(last.Key.AsString(), ReferenceNode.Of(set.Value, set.Source, set.Seq));
                break;
            case SetOperation set when parent is ReferenceMap map:
                map.Put(last.Key, ReferenceNode.Of(set.Value, set.Source, set.Seq));
                break;
            case SetOperation set when parent is ReferenceArray array:
                if (last.Key == "length") array.SetLength(set, revision);
                else array.SetPastEnd(set, ReferenceArray.IndexOf(last.Key));
                break;
            case DeleteOperation when slot is not null && parent is ReferenceObject target:
                target.Remove(last.Key.AsString());
                break;
            case DeleteOperation when slot is not null && parent is ReferenceMap map:
                map.Remove(last.Key);
                break;
            case IncrementOperation increment when slot?.Value is ReferenceScalar { Value.Kind: ValueKind.Number } number:
                slot.Value = new ReferenceScalar(number.Value.AsNumber() + increment.Amount);
                break;
        }
    }

    private static void ApplyToContainer(Operation operation, ReferenceNode container, long revision)
    {
        switch (operation, container)
        {
            case (SpliceOperation splice, ReferenceArray array): array.Splice(splice, revision); break;
            case (MapSetOperation set, ReferenceMap map): map.Put(set.Key, ReferenceNode.Of(set.Value, set.Source, set.Seq)); break;
            case (MapDeleteOperation delete, ReferenceMap map): map.Remove(delete.Key); break;
            case (MapClearOperation, ReferenceMap map): map.Entries.Clear(); break;
            case (SetAddOperation add, ReferenceSet set): set.Add(add.Value); break;
            case (SetDeleteOperation delete, ReferenceSet set): set.Remove(delete.Value); break;
            case (SetClearOperation, ReferenceSet set): set.Members.Clear(); break;
        }
    }
}
