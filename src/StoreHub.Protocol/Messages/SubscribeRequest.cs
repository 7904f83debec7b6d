using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Asks for what is published to a topic from now on, and for what is retained there. Immutable; not yet checked.</summary>
public sealed record SubscribeRequest : TopicRequest, IWireRequest<SubscribeRequest>
{
    static SubscribeRequest IWireRequest<SubscribeRequest>.Refused(ErrorInfo error) => new() { Malformed = error };

    static SubscribeRequest IWireMessage<SubscribeRequest>.Read(ref FieldReader reader)
    {
        (string store, string? channel, string topic) = ReadName(ref reader);
        return new SubscribeRequest { Store = store, Channel = channel, Topic = topic };
    }

    void IWireMessage<SubscribeRequest>.Write(FieldWriter writer) => WriteName(writer);
}
