using StoreHub.Operations;
using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>A history record with its bytes on each wire, which are made when they are first asked for and then kept. Safe for any thread.</summary>
public sealed class EncodedRecord
{
    // classes and not memories, so that a reader on another thread sees all or nothing
    private byte[]? _made;
    private byte[]? _json;
    private readonly ReadOnlyMemory<byte> _given;

    /// <summary>Creates it for a record.</summary>
    /// <param name="record">The record.</param>
    public EncodedRecord(HistoryRecord record) => Record = record;

    /// <summary>Creates it for a record whose binary encoding is there already.</summary>
    /// <param name="record">The record.</param>
    /// <param name="binary">Its binary encoding, which nobody changes any more.</param>
    public EncodedRecord(HistoryRecord record, ReadOnlyMemory<byte> binary)
    {
        Record = record;
        _given = binary;
    }

    /// <summary>The record.</summary>
    public HistoryRecord Record { get; }

    /// <summary>The binary encoding.</summary>
    public ReadOnlyMemory<byte> Binary => _given.IsEmpty ? _made ??= RecordBytes.Binary(Record) : _given;

    /// <summary>The JSON form, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json ??= RecordBytes.Json(Record);
}
