using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>What was sequenced; that it is durable, an <see cref="AckMessage"/> says. Immutable.</summary>
public sealed record SubmitResult : HubResult, IWireMessage<SubmitResult>
{
    /// <summary>The last seq of this source that has revisions; −1 if none has.</summary>
    public long SequencedSeq { get; init; } = -1;

    /// <summary>The next seq that the hub expects of the source.</summary>
    public long ExpectedSeq { get; init; }

    static SubmitResult IWireMessage<SubmitResult>.Read(ref FieldReader reader)
    {
        var message = new SubmitResult();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "error": message = message with { Error = reader.Object<ErrorInfo>() }; break;
                case "sequencedSeq": message = message with { SequencedSeq = reader.Int64() }; break;
                case "expectedSeq": message = message with { ExpectedSeq = reader.Int64() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<SubmitResult>.Write(FieldWriter writer)
    {
        writer.Write("error", Error);
        writer.Write("sequencedSeq", SequencedSeq);
        writer.Write("expectedSeq", ExpectedSeq);
    }
}
