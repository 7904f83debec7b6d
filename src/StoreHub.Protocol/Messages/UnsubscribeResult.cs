using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>The answer to a <see cref="UnsubscribeRequest"/>. Immutable.</summary>
public sealed record UnsubscribeResult : HubResult, IWireMessage<UnsubscribeResult>
{
    static UnsubscribeResult IWireMessage<UnsubscribeResult>.Read(ref FieldReader reader)
    {
        var message = new UnsubscribeResult();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "error": message = message with { Error = reader.Object<ErrorInfo>() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<UnsubscribeResult>.Write(FieldWriter writer)
    {
        writer.Write("error", Error);
    }
}
