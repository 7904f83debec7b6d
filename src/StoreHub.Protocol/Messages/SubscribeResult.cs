using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>The answer to a <see cref="SubscribeRequest"/>. Immutable.</summary>
public sealed record SubscribeResult : HubResult, IWireMessage<SubscribeResult>
{
    /// <summary>Whether something is retained: then it comes as the first event, unless the topic was subscribed already.</summary>
    public bool Retained { get; init; }

    static SubscribeResult IWireMessage<SubscribeResult>.Read(ref FieldReader reader)
    {
        var message = new SubscribeResult();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "error": message = message with { Error = reader.Object<ErrorInfo>() }; break;
                case "retained": message = message with { Retained = reader.Boolean() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<SubscribeResult>.Write(FieldWriter writer)
    {
        writer.Write("error", Error);
        writer.Write("retained", Retained);
    }
}
