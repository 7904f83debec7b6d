namespace StoreHub.Operations;

/// <summary>A slot gets a value: a key of an object, an entry of a Map, or an element of an array, which keeps its identity.</summary>
/// <param name="source">The replica that wrote it.</param>
/// <param name="seq">Its number at that replica.</param>
/// <param name="ts">Its timestamp.</param>
/// <param name="path">The slot; never the root.</param>
/// <param name="value">The value.</param>
public sealed class SetOperation(SourceId source, long seq, double ts, StorePath path, StoreValue value) : Operation(source, seq, ts, path)
{
    /// <summary>The value.</summary>
    public StoreValue Value { get; } = value;

    /// <inheritdoc/>
    public override OperationType Type => OperationType.Set;

    /// <inheritdoc/>
    public override Operation With(SourceId source, long seq, double ts, Func<ElementId, ElementId>? remap = null) =>
        new SetOperation(source, seq, ts, Remap(Path, remap), Value);
}
