using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Contiguous seqs of one source.</summary>
/// <param name="Seq">The first.</param>
/// <param name="Count">How many, from 1.</param>
public readonly record struct SeqRange(long Seq, int Count) : IWireMessage<SeqRange>
{
    static SeqRange IWireMessage<SeqRange>.Read(ref FieldReader reader)
    {
        long? seq = null;
        int? count = null;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "seq": seq = reader.Int64(); break;
                case "count": count = reader.Int32(); break;
                default: reader.Skip(); break;
            }
        }

        return new SeqRange(seq ?? throw reader.Missing("seq"), count ?? throw reader.Missing("count"));
    }

    void IWireMessage<SeqRange>.Write(FieldWriter writer)
    {
        writer.Write("seq", Seq);
        writer.Write("count", Count);
    }
}
