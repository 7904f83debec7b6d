namespace StoreHub.Operations;

/// <summary>The identity of an operation: it takes effect once, ever.</summary>
/// <param name="Source">The replica that wrote it.</param>
/// <param name="Seq">Its number at that replica: 0, 1, 2, … without a gap.</param>
public readonly record struct OperationId(SourceId Source, long Seq)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source}:{Seq}";
}
