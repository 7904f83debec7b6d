using StoreHub.Operations;

namespace StoreHub.Protocol.Messages;

/// <summary>
/// History goes on: records without a gap. On the JSON wire <c>records</c> is an array of objects, on the MessagePack wire <c>data</c>
/// is binary: the records' own encoding, one after the other. Immutable.
/// </summary>
public sealed record RecordsMessage
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The incarnation of the store's log.</summary>
    public required string Epoch { get; init; }

    /// <summary>The first revision.</summary>
    public required long First { get; init; }

    /// <summary>The last revision.</summary>
    public required long Last { get; init; }

    /// <summary>The records with their bytes: what is sent is put together of these.</summary>
    public required IReadOnlyList<EncodedRecord> Encoded { get; init; }

    /// <summary>The records, in a new list.</summary>
    public IReadOnlyList<HistoryRecord> Records => [.. Encoded.Select(encoded => encoded.Record)];

    /// <summary>Makes the message of records.</summary>
    /// <param name="store">The store.</param>
    /// <param name="epoch">The incarnation of the store's log.</param>
    /// <param name="encoded">At least one record, without a gap between.</param>
    public static RecordsMessage Of(string store, string epoch, IReadOnlyList<EncodedRecord> encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return new RecordsMessage
        {
            Store = store,
            Epoch = epoch,
            First = encoded[0].Record.FirstRevision,
            Last = encoded[^1].Record.LastRevision,
            Encoded = encoded,
        };
    }
}
