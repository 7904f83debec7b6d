using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>The store is open: records or a snapshot follow. Immutable.</summary>
public sealed record OpenResult : HubResult, IWireMessage<OpenResult>
{
    /// <summary>The incarnation of the store's log.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The hub's last revision.</summary>
    public long Revision { get; init; }

    /// <summary>True: the records from the cursor on follow. False: a snapshot follows, then the records after it.</summary>
    public bool Delta { get; init; }

    /// <summary>Whether the request's cursor names a part of history that still stands, whether or not the tail reaches back to it.</summary>
    public bool Continues { get; init; }

    /// <summary>The next seq that the hub expects of the source.</summary>
    public long ExpectedSeq { get; init; }

    /// <summary>The source's last durable seq; −1 if none is.</summary>
    public long AcknowledgedSeq { get; init; } = -1;

    /// <summary>The revision of <see cref="AcknowledgedSeq"/>; 0 if there is none.</summary>
    public long AcknowledgedRevision { get; init; }

    /// <summary>The revision of the last record that forgot sources, durable or not; 0 if none did.</summary>
    public long ForgottenAt { get; init; }

    /// <summary>The source's refused seqs that it may not know of yet.</summary>
    public IReadOnlyList<SeqRange> Voids { get; init; } = [];

    /// <summary>The hub's clock, in milliseconds since the Unix epoch.</summary>
    public double Time { get; init; }

    /// <summary>What the hub accepts; null only with an error.</summary>
    public LimitsInfo? Limits { get; init; }

    /// <summary>Which server answers, for people.</summary>
    public string Server { get; init; } = "";

    static OpenResult IWireMessage<OpenResult>.Read(ref FieldReader reader)
    {
        var message = new OpenResult();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "error": message = message with { Error = reader.Object<ErrorInfo>() }; break;
                case "epoch": message = message with { Epoch = reader.String() }; break;
                case "revision": message = message with { Revision = reader.Int64() }; break;
                case "delta": message = message with { Delta = reader.Boolean() }; break;
                case "continues": message = message with { Continues = reader.Boolean() }; break;
                case "expectedSeq": message = message with { ExpectedSeq = reader.Int64() }; break;
                case "acknowledgedSeq": message = message with { AcknowledgedSeq = reader.Int64() }; break;
                case "acknowledgedRevision": message = message with { AcknowledgedRevision = reader.Int64() }; break;
                case "forgottenAt": message = message with { ForgottenAt = reader.Int64() }; break;
                case "voids": message = message with { Voids = reader.Objects<SeqRange>() }; break;
                case "time": message = message with { Time = reader.Double() }; break;
                case "limits": message = message with { Limits = reader.Object<LimitsInfo>() }; break;
                case "server": message = message with { Server = reader.String() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<OpenResult>.Write(FieldWriter writer)
    {
        writer.Write("error", Error);
        writer.Write("epoch", Epoch);
        writer.Write("revision", Revision);
        writer.Write("delta", Delta);
        writer.Write("continues", Continues);
        writer.Write("expectedSeq", ExpectedSeq);
        writer.Write("acknowledgedSeq", AcknowledgedSeq);
        writer.Write("acknowledgedRevision", AcknowledgedRevision);
        writer.Write("forgottenAt", ForgottenAt);
        writer.Write("voids", Voids);
        writer.Write("time", Time);
        writer.Write("limits", Limits);
        writer.Write("server", Server);
    }
}
