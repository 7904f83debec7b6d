namespace StoreHub.Operations;

/// <summary>
/// A batch of operations from one source with contiguous seqs and one timestamp: accepted or refused as one, and nothing comes
/// between. Immutable. A void transaction only covers its seqs: its author withdraws it, or was told that it is refused.
/// </summary>
public sealed class Transaction
{
    /// <summary>Makes a transaction of operations; its identity is that of the first.</summary>
    /// <param name="operations">At least one, of one source, with contiguous seqs and one timestamp.</param>
    /// <param name="baseRevision">The settled revision when the author's oldest pending operation was written.</param>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.MalformedTransaction"/>.</exception>
    public Transaction(IReadOnlyList<Operation> operations, long baseRevision)
    {
        ArgumentNullException.ThrowIfNull(operations);
        if (operations.Count == 0) throw Malformed("a transaction has at least one operation");
        Operation first = operations[0];
        for (int i = 0; i < operations.Count; i++)
        {
            if (operations[i].Source != first.Source) throw Malformed("its operations are of different sources");
            if (operations[i].Seq != first.Seq + i) throw Malformed("its seqs are not contiguous");
            if (operations[i].Ts != first.Ts) throw Malformed("its operations have different timestamps");
        }

        if (!double.IsFinite(first.Ts)) throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The timestamp of {first.Id} is not finite.");
        Source = first.Source;
        FirstSeq = first.Seq;
        Ts = first.Ts;
        Operations = operations;
        Count = operations.Count;
        Base = baseRevision;
    }

    private Transaction(SourceId source, long firstSeq, int count, double ts, long baseRevision)
    {
        if (count <= 0) throw Malformed("a transaction covers at least one seq");
        if (!double.IsFinite(ts)) throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The timestamp of {source}:{firstSeq} is not finite.");
        Source = source;
        FirstSeq = firstSeq;
        Ts = ts;
        Operations = [];
        Count = count;
        Base = baseRevision;
        IsVoid = true;
    }

    /// <summary>The replica that wrote it.</summary>
    public SourceId Source { get; }

    /// <summary>The seq of its first operation.</summary>
    public long FirstSeq { get; }

    /// <summary>The seq of its last operation.</summary>
    public long LastSeq => FirstSeq + Count - 1;

    /// <summary>How many seqs it covers.</summary>
    public int Count { get; }

    /// <summary>The timestamp of all its operations.</summary>
    public double Ts { get; }

    /// <summary>The settled revision when the author's oldest pending operation was written; the floor never passes it.</summary>
    public long Base { get; }

    /// <summary>Whether it has no effect and only covers its seqs.</summary>
    public bool IsVoid { get; }

    /// <summary>Its operations; none if it is void.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Makes a void transaction.</summary>
    public static Transaction Void(SourceId source, long firstSeq, int count, double ts, long baseRevision) =>
        new(source, firstSeq, count, ts, baseRevision);

    /// <summary>The void that takes this transaction's place.</summary>
    public Transaction ToVoid() => IsVoid ? this : Void(Source, FirstSeq, Count, Ts, Base);

    private static StoreException Malformed(string what) => new(StoreErrorCode.MalformedTransaction, $"Malformed transaction: {what}.");
}
