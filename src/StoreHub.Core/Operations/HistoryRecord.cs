namespace StoreHub.Operations;

/// <summary>
/// One record of a store's history: what was sequenced as one and is never split. Immutable. Records follow each other without a gap:
/// the next one's <see cref="FirstRevision"/> is this one's <see cref="LastRevision"/> + 1, and <see cref="Ts"/> rises strictly.
/// </summary>
public sealed class HistoryRecord
{
    /// <summary>The most sources that one record forgets.</summary>
    public const int MaxSources = 1000;

    // the first seq, or the floor: a hub keeps many records, and none has both
    private readonly long _number;

    private HistoryRecord(
        RecordKind kind, long firstRevision, int count, double ts, SourceId source, long number, IReadOnlyList<Operation> operations, IReadOnlyList<SourceId>? sources = null)
    {
        Kind = kind;
        FirstRevision = firstRevision;
        Count = count;
        Ts = ts;
        Source = source;
        Operations = operations;
        Sources = sources ?? [];
        _number = number;
    }

    /// <summary>What it is.</summary>
    public RecordKind Kind { get; }

    /// <summary>The revision of its first operation; revisions count from 1.</summary>
    public long FirstRevision { get; }

    /// <summary>How many revisions, and seqs, it covers.</summary>
    public int Count { get; }

    /// <summary>The revision of its last operation.</summary>
    public long LastRevision => FirstRevision + Count - 1;

    /// <summary>The hub's timestamp.</summary>
    public double Ts { get; }

    /// <summary>The author; none if it is the hub, of a floor or of what is forgotten.</summary>
    public SourceId Source { get; }

    /// <summary>Whether it is of a source, and covers seqs of it.</summary>
    public bool HasAuthor => Kind is RecordKind.Transaction or RecordKind.Void;

    /// <summary>The seq of its first operation; −1 without an author.</summary>
    public long FirstSeq => HasAuthor ? _number : -1;

    /// <summary>The seq of its last operation; −1 without an author.</summary>
    public long LastSeq => HasAuthor ? _number + Count - 1 : -1;

    /// <summary>The operations, stamped with <see cref="Ts"/>; only of a transaction.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>The sources that are forgotten, in ordinal order.</summary>
    public IReadOnlyList<SourceId> Sources { get; }

    /// <summary>The revision at or below which tombstones are forgotten; only for a floor.</summary>
    public long Floor => Kind == RecordKind.Floor ? _number : 0;

    /// <summary>Makes the record of a transaction, re-stamped, or of a void.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="firstRevision">The revision of its first operation.</param>
    /// <param name="ts">The hub's timestamp.</param>
    public static HistoryRecord Of(Transaction transaction, long firstRevision, double ts)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (transaction.IsVoid) return Void(transaction.Source, transaction.FirstSeq, transaction.Count, firstRevision, ts);
        IReadOnlyList<Operation> operations = transaction.Operations;
        if (transaction.Ts != ts)
        {
            var stamped = new Operation[operations.Count];
            for (int i = 0; i < stamped.Length; i++) stamped[i] = operations[i].WithTs(ts);
            operations = stamped;
        }

        return new HistoryRecord(RecordKind.Transaction, firstRevision, transaction.Count, ts, transaction.Source, transaction.FirstSeq, operations);
    }

    /// <summary>Makes the record of operations that are stamped already; at least one, of one source, with contiguous seqs.</summary>
    internal static HistoryRecord Of(IReadOnlyList<Operation> operations, long firstRevision)
    {
        Operation first = operations.Count > 0 ? operations[0] : throw new StoreException(StoreErrorCode.MalformedTransaction, "A record has at least one operation.");
        return new HistoryRecord(RecordKind.Transaction, firstRevision, operations.Count, first.Ts, first.Source, first.Seq, operations);
    }

    /// <summary>Makes a void record.</summary>
    public static HistoryRecord Void(SourceId source, long firstSeq, int count, long firstRevision, double ts) =>
        new(RecordKind.Void, firstRevision, count, ts, source, firstSeq, []);

    /// <summary>Makes a floor record.</summary>
    public static HistoryRecord ForFloor(long floor, long revision, double ts) =>
        new(RecordKind.Floor, revision, 1, ts, default, floor, []);

    /// <summary>Makes a record by which sources are forgotten.</summary>
    /// <param name="sources">The sources: 1 to <see cref="MaxSources"/>, each once; in any order.</param>
    /// <param name="revision">Its revision.</param>
    /// <param name="ts">The hub's timestamp.</param>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.MalformedTransaction"/>: none, too many, or one twice.</exception>
    public static HistoryRecord Forget(IEnumerable<SourceId> sources, long revision, double ts)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return OfForgotten([.. sources.Order()], revision, ts);
    }

    /// <summary>Makes a record by which sources are forgotten that are in their order already, or refuses them.</summary>
    internal static HistoryRecord OfForgotten(IReadOnlyList<SourceId> sources, long revision, double ts)
    {
        if (sources.Count is 0 or > MaxSources)
            throw new StoreException(StoreErrorCode.MalformedTransaction, $"A record forgets 1 to {MaxSources} sources, not {sources.Count}.", limit: MaxSources);
        for (int i = 1; i < sources.Count; i++)
        {
            if (sources[i] <= sources[i - 1])
                throw new StoreException(StoreErrorCode.MalformedTransaction, $"The source {sources[i]} to forget comes after {sources[i - 1]}: they stand in ordinal order, each once.");
        }

        return new HistoryRecord(RecordKind.Forget, revision, 1, ts, default, 0, [], sources);
    }
}
