namespace StoreHub.Operations;

/// <summary>A number grows by an amount, as IEEE doubles add. No effect on what is not a number.</summary>
/// <param name="source">The replica that wrote it.</param>
/// <param name="seq">Its number at that replica.</param>
/// <param name="ts">Its timestamp.</param>
/// <param name="path">The slot; never the root.</param>
/// <param name="amount">What is added.</param>
public sealed class IncrementOperation(SourceId source, long seq, double ts, StorePath path, double amount) : Operation(source, seq, ts, path)
{
    /// <summary>What is added.</summary>
    public double Amount { get; } = amount;

    /// <inheritdoc/>
    public override OperationType Type => OperationType.Increment;

    /// <inheritdoc/>
    public override Operation With(SourceId source, long seq, double ts, Func<ElementId, ElementId>? remap = null) =>
        new IncrementOperation(source, seq, ts, Remap(Path, remap), Amount);
}
