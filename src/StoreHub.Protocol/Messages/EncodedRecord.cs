using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>A history record with its bytes on each wire, which are made when they are first asked for and then kept. Safe for any thread.</summary>
/// <param name="record">The record.</param>
public sealed class EncodedRecord(HistoryRecord record) : IRecordBody
{
    // arrays and not memories, so that a reader on another thread sees all or nothing
    private byte[]? _body;
    private byte[]? _json;

    /// <inheritdoc/>
    public HistoryRecord Record { get; } = record;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Body => _body ??= RecordBytes.Body(Record);

    /// <summary>How many bytes it has in a frame, about.</summary>
    public int Size => Body.Length + RecordBatchEncoding.Overhead;

    /// <summary>The JSON form, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json ??= RecordBytes.Json(Record);
}
