using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>All seqs of a source up to one are durable. Immutable.</summary>
public sealed record AckMessage : IWireMessage<AckMessage>
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The subscription's channel; null if it has none.</summary>
    public string? Channel { get; init; }

    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>The last durable seq.</summary>
    public required long Seq { get; init; }

    /// <summary>The revision of that seq.</summary>
    public required long Revision { get; init; }

    /// <summary>Those newly durable that were refused.</summary>
    public IReadOnlyList<SeqRange> Voids { get; init; } = [];

    static AckMessage IWireMessage<AckMessage>.Read(ref FieldReader reader)
    {
        string? store = null;
        string? channel = null;
        string? source = null;
        long? seq = null;
        long? revision = null;
        SeqRange[]? voids = null;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": store = reader.String(); break;
                case "channel": channel = reader.String(); break;
                case "source": source = reader.String(); break;
                case "seq": seq = reader.Int64(); break;
                case "revision": revision = reader.Int64(); break;
                case "voids": voids = reader.Objects<SeqRange>(); break;
                default: reader.Skip(); break;
            }
        }

        return new AckMessage
        {
            Store = store ?? throw reader.Missing("store"),
            Channel = channel,
            Source = source ?? throw reader.Missing("source"),
            Seq = seq ?? throw reader.Missing("seq"),
            Revision = revision ?? throw reader.Missing("revision"),
            Voids = voids ?? [],
        };
    }

    void IWireMessage<AckMessage>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("source", Source);
        writer.Write("seq", Seq);
        writer.Write("revision", Revision);
        writer.Write("voids", Voids);
    }
}
