namespace StoreHub.Operations;

/// <summary>A Map loses an entry.</summary>
/// <param name="source">The replica that wrote it.</param>
/// <param name="seq">Its number at that replica.</param>
/// <param name="ts">Its timestamp.</param>
/// <param name="path">The Map.</param>
/// <param name="key">The entry's key: a scalar.</param>
public sealed class MapDeleteOperation(SourceId source, long seq, double ts, StorePath path, StoreValue key) : Operation(source, seq, ts, path)
{
    /// <summary>The entry's key: a scalar.</summary>
    public StoreValue Key { get; } = key;

    /// <inheritdoc/>
    public override OperationType Type => OperationType.MapDelete;

    /// <inheritdoc/>
    public override Operation With(SourceId source, long seq, double ts, Func<ElementId, ElementId>? remap = null) =>
        new MapDeleteOperation(source, seq, ts, Remap(Path, remap), Key);
}
