using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>A record with the bytes of what it says, which are the same wherever it stands.</summary>
public interface IRecordBody
{
    /// <summary>The record.</summary>
    HistoryRecord Record { get; }

    /// <summary>What <see cref="RecordBatchEncoding.WriteBody"/> writes.</summary>
    ReadOnlySpan<byte> Body { get; }
}
