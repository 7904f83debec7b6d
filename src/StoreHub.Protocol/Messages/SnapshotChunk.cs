using System.Text;
using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>A piece of a snapshot; the pieces come in order and without another between. Immutable.</summary>
public sealed record SnapshotChunk : IWireMessage<SnapshotChunk>
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The subscription's channel; null if it has none.</summary>
    public string? Channel { get; init; }

    /// <summary>The incarnation of the store's log.</summary>
    public required string Epoch { get; init; }

    /// <summary>The revision of the snapshot.</summary>
    public required long Revision { get; init; }

    /// <summary>Which piece this is, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>How many pieces there are, from 1.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// The piece. On the MessagePack wire: a part of the binary snapshot. On the JSON wire: a part of the JSON snapshot's text, here as
    /// UTF-8, cut only between code points.
    /// </summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    static SnapshotChunk IWireMessage<SnapshotChunk>.Read(ref FieldReader reader)
    {
        string? store = null;
        string? channel = null;
        string? epoch = null;
        long? revision = null;
        int? index = null;
        int? count = null;
        byte[]? data = null;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": store = reader.String(); break;
                case "channel": channel = reader.String(); break;
                case "epoch": epoch = reader.String(); break;
                case "revision": revision = reader.Int64(); break;
                case "index": index = reader.Int32(); break;
                case "count": count = reader.Int32(); break;
                case "data": data = reader.IsJson ? Encoding.UTF8.GetBytes(reader.String()) : reader.Bytes(); break;
                default: reader.Skip(); break;
            }
        }

        return new SnapshotChunk
        {
            Store = store ?? throw reader.Missing("store"),
            Channel = channel,
            Epoch = epoch ?? throw reader.Missing("epoch"),
            Revision = revision ?? throw reader.Missing("revision"),
            Index = index ?? throw reader.Missing("index"),
            Count = count ?? throw reader.Missing("count"),
            Data = data ?? throw reader.Missing("data"),
        };
    }

    void IWireMessage<SnapshotChunk>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("epoch", Epoch);
        writer.Write("revision", Revision);
        writer.Write("index", Index);
        writer.Write("count", Count);
        writer.Key("data");
        if (writer.Json is { } json) json.WriteStringValue(Data.Span);
        else writer.Binary!.WriteBinary(Data.Span);
    }
}
