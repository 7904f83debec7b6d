using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Ends what <see cref="SubscribeRequest"/> began. Immutable; not yet checked.</summary>
public sealed record UnsubscribeRequest : TopicRequest, IWireRequest<UnsubscribeRequest>
{
    static UnsubscribeRequest IWireRequest<UnsubscribeRequest>.Refused(ErrorInfo error) => new() { Malformed = error };

    static UnsubscribeRequest IWireMessage<UnsubscribeRequest>.Read(ref FieldReader reader)
    {
        (string store, string? channel, string topic) = ReadName(ref reader);
        return new UnsubscribeRequest { Store = store, Channel = channel, Topic = topic };
    }

    void IWireMessage<UnsubscribeRequest>.Write(FieldWriter writer) => WriteName(writer);
}
