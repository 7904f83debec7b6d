using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Ends what <see cref="SubscribeRequest"/> began. Immutable; not yet checked.</summary>
public sealed record UnsubscribeRequest : TopicRequest, IWireRequest<UnsubscribeRequest>
{
    static UnsubscribeRequest IWireRequest<UnsubscribeRequest>.Refused(ErrorInfo error) => new() { Malformed = error };

    static UnsubscribeRequest IWireMessage<UnsubscribeRequest>.Read(ref FieldReader reader)
    {
        var message = new UnsubscribeRequest();
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

    void IWireMessage<UnsubscribeRequest>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("topic", Topic);
    }
}
