using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Tells how far a client has settled that has not written for many revisions, so that the floor can rise. Immutable; not yet checked.</summary>
public sealed record ReportRequest : HubRequest, IWireRequest<ReportRequest>
{
    /// <summary>The settled revision when the oldest pending operation was written; the last settled one if none is pending.</summary>
    public long Base { get; init; }

    static ReportRequest IWireRequest<ReportRequest>.Refused(ErrorInfo error) => new() { Malformed = error };

    static ReportRequest IWireMessage<ReportRequest>.Read(ref FieldReader reader)
    {
        var message = new ReportRequest();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": message = message with { Store = reader.String() }; break;
                case "channel": message = message with { Channel = reader.String() }; break;
                case "base": message = message with { Base = reader.Int64() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<ReportRequest>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("base", Base);
    }
}
