namespace StoreHub.Operations;

/// <summary>A Map loses all its entries.</summary>
/// <param name="source">The replica that wrote it.</param>
/// <param name="seq">Its number at that replica.</param>
/// <param name="ts">Its timestamp.</param>
/// <param name="path">The Map.</param>
public sealed class MapClearOperation(SourceId source, long seq, double ts, StorePath path) : Operation(source, seq, ts, path)
{
    /// <inheritdoc/>
    public override OperationType Type => OperationType.MapClear;

    /// <inheritdoc/>
    public override Operation With(SourceId source, long seq, double ts, Func<ElementId, ElementId>? remap = null) =>
        new MapClearOperation(source, seq, ts, Remap(Path, remap));
}
