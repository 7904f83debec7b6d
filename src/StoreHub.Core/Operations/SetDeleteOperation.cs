namespace StoreHub.Operations;

/// <summary>A Set loses a member.</summary>
/// <param name="source">The replica that wrote it.</param>
/// <param name="seq">Its number at that replica.</param>
/// <param name="ts">Its timestamp.</param>
/// <param name="path">The Set.</param>
/// <param name="value">The member: a scalar.</param>
public sealed class SetDeleteOperation(SourceId source, long seq, double ts, StorePath path, StoreValue value) : Operation(source, seq, ts, path)
{
    /// <summary>The member: a scalar.</summary>
    public StoreValue Value { get; } = value;

    /// <inheritdoc/>
    public override OperationType Type => OperationType.SetDelete;

    /// <inheritdoc/>
    public override Operation With(SourceId source, long seq, double ts, Func<ElementId, ElementId>? remap = null) =>
        new SetDeleteOperation(source, seq, ts, Remap(Path, remap), Value);
}
