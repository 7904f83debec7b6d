namespace StoreHub.Operations;

/// <summary>
/// Elements of an array go and come. With anchors it means identities, and index and count are hints for people; without (a foreign
/// author), it means the positions at the place in history where it is applied.
/// </summary>
/// <param name="source">The replica that wrote it.</param>
/// <param name="seq">Its number at that replica.</param>
/// <param name="ts">Its timestamp.</param>
/// <param name="path">The array.</param>
/// <param name="index">Where, counted in visible elements as the author saw them.</param>
/// <param name="deleteCount">How many go.</param>
/// <param name="items">What comes; empty for a move.</param>
/// <param name="anchors">The identities, or null from a foreign author.</param>
public sealed class SpliceOperation(
    SourceId source, long seq, double ts, StorePath path, int index, int deleteCount, IReadOnlyList<StoreValue> items, SpliceAnchors? anchors)
    : Operation(source, seq, ts, path)
{
    /// <summary>Where, counted in visible elements as the author saw them.</summary>
    public int Index { get; } = index;

    /// <summary>How many go.</summary>
    public int DeleteCount { get; } = deleteCount;

    /// <summary>What comes.</summary>
    public IReadOnlyList<StoreValue> Items { get; } = items;

    /// <summary>The identities, or null from a foreign author.</summary>
    public SpliceAnchors? Anchors { get; } = anchors;

    /// <inheritdoc/>
    public override OperationType Type => OperationType.Splice;

    /// <inheritdoc/>
    public override Operation With(SourceId source, long seq, double ts, Func<ElementId, ElementId>? remap = null) =>
        new SpliceOperation(source, seq, ts, Remap(Path, remap), Index, DeleteCount, Items, remap is null ? Anchors : Anchors?.Remap(remap));
}
