using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>The answer to a <see cref="CloseRequest"/>: nothing of that store follows. Immutable.</summary>
public sealed record CloseResult : HubResult, IWireMessage<CloseResult>
{
    static CloseResult IWireMessage<CloseResult>.Read(ref FieldReader reader)
    {
        var message = new CloseResult();
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

    void IWireMessage<CloseResult>.Write(FieldWriter writer)
    {
        writer.Write("error", Error);
    }
}
