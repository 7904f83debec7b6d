using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Contiguous seqs of one source.</summary>
/// <param name="Seq">The first.</param>
/// <param name="Count">How many, from 1.</param>
/// <param name="Reason">Of a void in an acknowledgement: why the hub refused it, for people; null if it does not say.</param>
public readonly record struct SeqRange(long Seq, int Count, string? Reason = null) : IWireMessage<SeqRange>
{
    static SeqRange IWireMessage<SeqRange>.Read(ref FieldReader reader)
    {
        long? seq = null;
        int? count = null;
        string? reason = null;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "seq": seq = reader.Int64(); break;
                case "count": count = reader.Int32(); break;
                case "reason": reason = reader.String(); break;
                default: reader.Skip(); break;
            }
        }

        return new SeqRange(seq ?? throw reader.Missing("seq"), count ?? throw reader.Missing("count"), reason);
    }

    void IWireMessage<SeqRange>.Write(FieldWriter writer)
    {
        writer.Write("seq", Seq);
        writer.Write("count", Count);
        writer.Write("reason", Reason);
    }
}
