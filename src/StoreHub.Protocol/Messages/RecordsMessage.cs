using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>
/// History goes on: records without a gap. On the JSON wire <c>records</c> is an array of objects, on the MessagePack wire <c>data</c>
/// is binary: their <see cref="StoreHub.Encodings.RecordBatchEncoding"/>. Immutable.
/// </summary>
public sealed record RecordsMessage : IWireMessage<RecordsMessage>
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The subscription's channel; null if it has none.</summary>
    public string? Channel { get; init; }

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

    /// <summary>How many bytes the records have on the MessagePack wire, about.</summary>
    internal int BinaryLength
    {
        get
        {
            int length = 0;
            for (int i = 0; i < Encoded.Count; i++) length = checked(length + Encoded[i].Size);
            return length;
        }
    }

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

    static RecordsMessage IWireMessage<RecordsMessage>.Read(ref FieldReader reader)
    {
        string? store = null;
        string? channel = null;
        string? epoch = null;
        long? first = null;
        long? last = null;
        EncodedRecord[]? encoded = null;
        byte[]? data = null;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": store = reader.String(); break;
                case "channel": channel = reader.String(); break;
                case "epoch": epoch = reader.String(); break;
                case "first": first = reader.Int64(); break;
                case "last": last = reader.Int64(); break;
                case "records" when reader.IsJson: encoded = RecordBytes.ReadJson(ref reader); break;
                case "data" when !reader.IsJson: data = reader.Bytes(); break;
                default: reader.Skip(); break;
            }
        }

        if (first is not { } revision) throw reader.Missing("first");
        if (data is not null) encoded = RecordBytes.ReadBinary(data, revision);
        return new RecordsMessage
        {
            Store = store ?? throw reader.Missing("store"),
            Channel = channel,
            Epoch = epoch ?? throw reader.Missing("epoch"),
            First = revision,
            Last = last ?? throw reader.Missing("last"),
            Encoded = encoded ?? throw reader.Missing(reader.IsJson ? "records" : "data"),
        };
    }

    void IWireMessage<RecordsMessage>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("epoch", Epoch);
        writer.Write("first", First);
        writer.Write("last", Last);
        if (writer.Json is { } json)
        {
            writer.Key("records");
            json.WriteStartArray();
            foreach (EncodedRecord record in Encoded) json.WriteRawValue(record.Json.Span, skipInputValidation: true);
            json.WriteEndArray();
        }
        else
        {
            writer.Key("data");
            int start = writer.Binary!.Length;
            RecordBatchEncoding.Write(writer.Binary, Encoded);
            writer.Binary.EndBinary(start);
        }
    }
}
