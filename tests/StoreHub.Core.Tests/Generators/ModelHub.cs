using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>A hub as the rules say: makes the order final, refuses, raises the floor, keeps snapshots, and may lose what is not durable.</summary>
internal sealed class ModelHub
{
    private const double AllowedSkew = 1000;
    private readonly List<HistoryRecord> _records = [];
    private readonly SortedDictionary<long, ReferenceHistory> _snapshots = new() { [0] = new() };

    public IReadOnlyList<HistoryRecord> Records => _records;

    public ReferenceHistory History { get; private set; } = new();

    /// <summary>The revision up to which nothing gets lost.</summary>
    public long Durable { get; private set; }

    public double Now { get; set; } = 1_700_000_000_000;

    public IReadOnlyDictionary<long, ReferenceHistory> Snapshots => _snapshots;

    /// <summary>The transaction that the hub would take next from an author, if it has one.</summary>
    public Transaction? Next(ModelAuthor author) =>
        author.Outbox.FirstOrDefault(transaction => transaction.FirstSeq == History.LastSeq(author.Source) + 1);

    public HistoryRecord Sequence(Transaction transaction, bool refuse) => Append(HistoryRecord.Of(
        refuse ? transaction.ToVoid() : transaction,
        History.Revision + 1,
        Math.Max(Math.BitIncrement(History.LastTs), Math.Min(transaction.Ts, Now + AllowedSkew))));

    public HistoryRecord RaiseFloor(long floor) => Append(HistoryRecord.ForFloor(floor, History.Revision + 1, Math.BitIncrement(History.LastTs)));

    public HistoryRecord Forget(SourceId[] sources) => Append(HistoryRecord.Forget(sources, History.Revision + 1, Math.BitIncrement(History.LastTs)));

    public void Sync() => Durable = History.Revision;

    public long TakeSnapshot()
    {
        Sync();
        _snapshots[Durable] = History.Clone();
        return Durable;
    }

    /// <summary>Goes back to a state between the durable one and now. The result is its revision.</summary>
    public long Crash(Dice dice)
    {
        _records.RemoveAll(record => record.LastRevision > Durable && dice.Chance(0.3));
        int kept = 0;
        long end = 0;
        while (kept < _records.Count && _records[kept].FirstRevision == end + 1) end = _records[kept++].LastRevision;
        _records.RemoveRange(kept, _records.Count - kept);
        History = ReferenceReplica.Settled(_records);
        Durable = end;
        return end;
    }

    private HistoryRecord Append(HistoryRecord record)
    {
        _records.Add(record);
        History.Append(record);
        return record;
    }
}
