namespace StoreHub.Operations;

/// <summary>A Set loses all its members.</summary>
/// <param name="source">The replica that wrote it.</param>
/// <param name="seq">Its number at that replica.</param>
/// <param name="ts">Its timestamp.</param>
/// <param name="path">The Set.</param>
public sealed class SetClearOperation(SourceId source, long seq, double ts, StorePath path) : Operation(source, seq, ts, path)
{
    /// <inheritdoc/>
    public override OperationType Type => OperationType.SetClear;

    /// <inheritdoc/>
    public override Operation With(SourceId source, long seq, double ts, Func<ElementId, ElementId>? remap = null) =>
        new SetClearOperation(source, seq, ts, Remap(Path, remap));
}
