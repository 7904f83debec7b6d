namespace StoreHub.Operations;

/// <summary>
/// A batch of operations from one source with contiguous seqs and one timestamp: accepted or refused as one, and nothing comes
/// between. Immutable. A void transaction only covers its seqs: its author withdraws it, or was told that it is refused.
/// </summary>
public sealed class Transaction
{
    // its operations say the rest: a writer makes one of these for each write
    private readonly VoidSeqs? _void;

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
            Operation operation = operations[i];
            if (operation.Source != first.Source) throw Malformed("its operations are of different sources");
            if (operation.Seq != first.Seq + i) throw Malformed("its seqs are not contiguous");
            if (operation.Ts != first.Ts) throw Malformed("its operations have different timestamps");
        }

        if (!double.IsFinite(first.Ts)) throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The timestamp of {first.Id} is not finite.");
        Operations = operations;
        Base = baseRevision;
    }

    private Transaction(VoidSeqs seqs, long baseRevision)
    {
        if (seqs.Count <= 0) throw Malformed("a transaction covers at least one seq");
        if (!double.IsFinite(seqs.Ts)) throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The timestamp of {seqs.Source}:{seqs.FirstSeq} is not finite.");
        _void = seqs;
        Operations = [];
        Base = baseRevision;
    }

    /// <summary>The replica that wrote it.</summary>
    public SourceId Source => _void is null ? Operations[0].Source : _void.Source;

    /// <summary>The seq of its first operation.</summary>
    public long FirstSeq => _void is null ? Operations[0].Seq : _void.FirstSeq;

    /// <summary>The seq of its last operation.</summary>
    public long LastSeq => FirstSeq + Count - 1;

    /// <summary>How many seqs it covers.</summary>
    public int Count => _void is null ? Operations.Count : _void.Count;

    /// <summary>The timestamp of all its operations.</summary>
    public double Ts => _void is null ? Operations[0].Ts : _void.Ts;

    /// <summary>The settled revision when the author's oldest pending operation was written; the floor never passes it.</summary>
    public long Base { get; }

    /// <summary>Whether it has no effect and only covers its seqs.</summary>
    public bool IsVoid => _void is not null;

    /// <summary>Its operations; none if it is void.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Makes a void transaction.</summary>
    public static Transaction Void(SourceId source, long firstSeq, int count, double ts, long baseRevision) =>
        new(new VoidSeqs(source, firstSeq, count, ts), baseRevision);

    /// <summary>The void that takes this transaction's place.</summary>
    public Transaction ToVoid() => IsVoid ? this : Void(Source, FirstSeq, Count, Ts, Base);

    private static StoreException Malformed(string what) => new(StoreErrorCode.MalformedTransaction, $"Malformed transaction: {what}.");

    private sealed record VoidSeqs(SourceId Source, long FirstSeq, int Count, double Ts);
}
