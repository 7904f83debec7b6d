using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>A store's numbers at one moment. Immutable.</summary>
public sealed record StatusResult : HubResult, IWireMessage<StatusResult>
{
    /// <summary>The incarnation of the store's log.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The last revision.</summary>
    public long Revision { get; init; }

    /// <summary>The last durable revision.</summary>
    public long DurableRevision { get; init; }

    /// <summary>The revision at or below which tombstones are forgotten.</summary>
    public long Floor { get; init; }

    /// <summary>The first revision that the hub can still send as a record.</summary>
    public long TailStart { get; init; }

    /// <summary>The hash of the state at <see cref="StateRevision"/>, 64 lower-case hexadecimal digits; null if it was not asked for.</summary>
    public string? StateHash { get; init; }

    /// <summary>The revision of <see cref="StateHash"/>.</summary>
    public long StateRevision { get; init; }

    /// <summary>How many subscriptions the store has.</summary>
    public int Subscribers { get; init; }

    /// <summary>How many sources the hub remembers.</summary>
    public int Sources { get; init; }

    static StatusResult IWireMessage<StatusResult>.Read(ref FieldReader reader)
    {
        var message = new StatusResult();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "error": message = message with { Error = reader.Object<ErrorInfo>() }; break;
                case "epoch": message = message with { Epoch = reader.String() }; break;
                case "revision": message = message with { Revision = reader.Int64() }; break;
                case "durableRevision": message = message with { DurableRevision = reader.Int64() }; break;
                case "floor": message = message with { Floor = reader.Int64() }; break;
                case "tailStart": message = message with { TailStart = reader.Int64() }; break;
                case "stateHash": message = message with { StateHash = reader.String() }; break;
                case "stateRevision": message = message with { StateRevision = reader.Int64() }; break;
                case "subscribers": message = message with { Subscribers = reader.Int32() }; break;
                case "sources": message = message with { Sources = reader.Int32() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<StatusResult>.Write(FieldWriter writer)
    {
        writer.Write("error", Error);
        writer.Write("epoch", Epoch);
        writer.Write("revision", Revision);
        writer.Write("durableRevision", DurableRevision);
        writer.Write("floor", Floor);
        writer.Write("tailStart", TailStart);
        writer.Write("stateHash", StateHash);
        writer.Write("stateRevision", StateRevision);
        writer.Write("subscribers", Subscribers);
        writer.Write("sources", Sources);
    }
}
