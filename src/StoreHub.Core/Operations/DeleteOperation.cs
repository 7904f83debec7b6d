namespace StoreHub.Operations;

/// <summary>A key of an object goes. No effect if it is not there.</summary>
/// <param name="source">The replica that wrote it.</param>
/// <param name="seq">Its number at that replica.</param>
/// <param name="ts">Its timestamp.</param>
/// <param name="path">The slot; never the root.</param>
public sealed class DeleteOperation(SourceId source, long seq, double ts, StorePath path) : Operation(source, seq, ts, path)
{
    /// <inheritdoc/>
    public override OperationType Type => OperationType.Delete;

    /// <inheritdoc/>
    public override Operation With(SourceId source, long seq, double ts, Func<ElementId, ElementId>? remap = null) =>
        new DeleteOperation(source, seq, ts, Remap(Path, remap));
}
