using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Asks for what is published to a topic from now on, and for what is retained there. Immutable; not yet checked.</summary>
public sealed record SubscribeRequest : TopicRequest, IWireRequest<SubscribeRequest>
{
    static SubscribeRequest IWireRequest<SubscribeRequest>.Refused(ErrorInfo error) => new() { Malformed = error };

    static SubscribeRequest IWireMessage<SubscribeRequest>.Read(ref FieldReader reader)
    {
        var message = new SubscribeRequest();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": message = message with { Store = reader.String() }; break;
                case "channel": message = message with { Channel = reader.String() }; break;
                case "topic": message = message with { Topic = reader.String() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<SubscribeRequest>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("topic", Topic);
    }
}
