using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>The answer to a <see cref="PublishRequest"/>: the hub has handed the event to its subscribers' queues. Immutable.</summary>
public sealed record PublishResult : HubResult, IWireMessage<PublishResult>
{
    /// <summary>See <see cref="EventMessage.Time"/>.</summary>
    public double Time { get; init; }

    static PublishResult IWireMessage<PublishResult>.Read(ref FieldReader reader)
    {
        var message = new PublishResult();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "error": message = message with { Error = reader.Object<ErrorInfo>() }; break;
                case "time": message = message with { Time = reader.Double() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<PublishResult>.Write(FieldWriter writer)
    {
        writer.Write("error", Error);
        writer.Write("time", Time);
    }
}
