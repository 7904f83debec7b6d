using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>The answer to a <see cref="ReportRequest"/>. Immutable.</summary>
public sealed record ReportResult : HubResult, IWireMessage<ReportResult>
{
    static ReportResult IWireMessage<ReportResult>.Read(ref FieldReader reader)
    {
        var message = new ReportResult();
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

    void IWireMessage<ReportResult>.Write(FieldWriter writer)
    {
        writer.Write("error", Error);
    }
}
