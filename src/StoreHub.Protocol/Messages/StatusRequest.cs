using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Asks for the numbers of an open store. Immutable; not yet checked.</summary>
public sealed record StatusRequest : HubRequest, IWireRequest<StatusRequest>
{
    /// <summary>Whether the hash of the hub's state is wanted as well, which costs time in proportion to the state.</summary>
    public bool Hash { get; init; }

    static StatusRequest IWireRequest<StatusRequest>.Refused(ErrorInfo error) => new() { Malformed = error };

    static StatusRequest IWireMessage<StatusRequest>.Read(ref FieldReader reader)
    {
        var message = new StatusRequest();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": message = message with { Store = reader.String() }; break;
                case "channel": message = message with { Channel = reader.String() }; break;
                case "hash": message = message with { Hash = reader.Boolean() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<StatusRequest>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("hash", Hash);
    }
}
