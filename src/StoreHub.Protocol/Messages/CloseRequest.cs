using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Ends a subscription of the connection. Immutable; not yet checked.</summary>
public sealed record CloseRequest : HubRequest, IWireRequest<CloseRequest>
{
    static CloseRequest IWireRequest<CloseRequest>.Refused(ErrorInfo error) => new() { Malformed = error };

    static CloseRequest IWireMessage<CloseRequest>.Read(ref FieldReader reader)
    {
        var message = new CloseRequest();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": message = message with { Store = reader.String() }; break;
                case "channel": message = message with { Channel = reader.String() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<CloseRequest>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
    }
}
