using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>Operations as they would be understood with a rule taken away.</summary>
internal static class FaultyOperation
{
    private static readonly ElementId Unknown = new(SourceId.Parse("unknown"), 0, 0);

    public static Operation SortAsSplice(ReferenceState state, Operation operation)
    {
        if (operation is not SpliceOperation { Anchors: { Order: { } order } anchors } splice || Array(state, splice.Path) is not { } array) return operation;
        StoreValue[] values = [.. order.Select(id => array.Live.Find(element => element.Id == id)).OfType<ReferenceElement>().Select(element => element.Value.Visible())];
        return With(splice, new SpliceAnchors(anchors.After, anchors.Before, order), values);
    }

    public static Operation PathByIndex(ReferenceState state, Operation operation)
    {
        StorePath path = StorePath.Root;
        foreach (PathSegment segment in operation.Path)
        {
            bool gone = segment.Element is { } id && Array(state, path) is { } array && !array.Live.Exists(element => element.Id == id);
            path = path.Append(gone ? new PathSegment(segment.Key) : segment);
        }

        return operation switch
        {
            SetOperation set => new SetOperation(set.Source, set.Seq, set.Ts, path, set.Value),
            IncrementOperation increment => new IncrementOperation(increment.Source, increment.Seq, increment.Ts, path, increment.Amount),
            MapSetOperation set => new MapSetOperation(set.Source, set.Seq, set.Ts, path, set.Key, set.Value),
            _ => operation,
        };
    }

    public static Operation RemovalByIndex(ReferenceState state, Operation operation)
    {
        if (operation is not SpliceOperation { Anchors: { Order: null, Removed.Count: > 0 } anchors } splice || Array(state, splice.Path) is not { } array) return operation;
        IEnumerable<ElementId> there = array.Live.Skip(splice.Index).Take(splice.DeleteCount).Select(element => element.Id);
        bool gone = anchors.Removed.Any(id => !array.Live.Exists(element => element.Id == id));
        return gone ? With(splice, new SpliceAnchors(anchors.After, anchors.Before, [.. there]), splice.Items) : operation;
    }

    public static Operation SetAsSplice(ReferenceState state, Operation operation)
    {
        if (operation is not SetOperation { Path.IsRoot: false } set || set.Path[set.Path.Count - 1].Element is not { } id) return operation;
        if (Array(state, set.Path.Parent) is not { } array || !array.Live.Exists(element => element.Id == id)) return operation;
        return new SpliceOperation(set.Source, set.Seq, set.Ts, set.Path.Parent, 0, 1, [set.Value], new SpliceAnchors(id, null, [id]));
    }

    public static Operation WithoutTombstones(ReferenceState state, Operation operation)
    {
        if (operation is not SpliceOperation { Anchors.After: { } after } splice || Array(state, splice.Path) is not { } array) return operation;
        bool dead = array.Elements.Exists(element => element.Id == after && !element.IsLive);
        return dead ? With(splice, new SpliceAnchors(Unknown, Unknown, splice.Anchors!.Removed, splice.Anchors.Order), splice.Items) : operation;
    }

    private static SpliceOperation With(SpliceOperation splice, SpliceAnchors anchors, IReadOnlyList<StoreValue> items) =>
        new(splice.Source, splice.Seq, splice.Ts, splice.Path, splice.Index, splice.DeleteCount, items, anchors);

    private static ReferenceArray? Array(ReferenceState state, StorePath path) => state.Walk(path) as ReferenceArray;
}
