namespace StoreHub.Operations;

/// <summary>A Map's entry gets a value; a new entry stands at the end.</summary>
/// <param name="source">The replica that wrote it.</param>
/// <param name="seq">Its number at that replica.</param>
/// <param name="ts">Its timestamp.</param>
/// <param name="path">The Map.</param>
/// <param name="key">The entry's key: a scalar.</param>
/// <param name="value">The value.</param>
public sealed class MapSetOperation(SourceId source, long seq, double ts, StorePath path, StoreValue key, StoreValue value)
    : Operation(source, seq, ts, path)
{
    /// <summary>The entry's key: a scalar.</summary>
    public StoreValue Key { get; } = key;

    /// <summary>The value.</summary>
    public StoreValue Value { get; } = value;

    /// <inheritdoc/>
    public override OperationType Type => OperationType.MapSet;

    /// <inheritdoc/>
    public override Operation With(SourceId source, long seq, double ts, Func<ElementId, ElementId>? remap = null) =>
        new MapSetOperation(source, seq, ts, Remap(Path, remap), Key, Value);
}
