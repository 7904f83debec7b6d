using StoreHub.Operations;

namespace StoreHub.Protocol.Messages;

/// <summary>A history record with its bytes on each wire, which are made when they are first asked for and then kept. Safe for any thread.</summary>
/// <param name="record">The record.</param>
public sealed class EncodedRecord(HistoryRecord record)
{
    private byte[]? _binary;
    private byte[]? _json;

    /// <summary>The record.</summary>
    public HistoryRecord Record { get; } = record;

    /// <summary>The binary encoding.</summary>
    public ReadOnlyMemory<byte> Binary => _binary ??= RecordBytes.Binary(Record);

    /// <summary>The JSON form, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json ??= RecordBytes.Json(Record);
}
