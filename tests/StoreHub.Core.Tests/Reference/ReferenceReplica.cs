using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>
/// The rule as executable code, and the oracle for everything faster:
/// <c>State = fold(apply, {}, operations sorted by (ts, source ordinal, seq))</c>. Sorts and replays from nothing, every time.
/// </summary>
internal static class ReferenceReplica
{
    /// <summary>The settled part: records in any order, with repeats. Their order by (ts, source, seq) must be that of their revisions.</summary>
    public static ReferenceHistory Settled(IEnumerable<HistoryRecord> records)
    {
        var history = new ReferenceHistory();
        IEnumerable<HistoryRecord> sorted = records
            .DistinctBy(record => record.FirstRevision)
            .OrderBy(record => record.Ts).ThenBy(record => record.Source).ThenBy(record => record.FirstSeq);
        foreach (HistoryRecord record in sorted) history.Append(record);
        return history;
    }

    /// <summary>What the author of <paramref name="own"/> sees: the settled part, then its own pending transactions by seq.</summary>
    public static ReferenceState View(IEnumerable<HistoryRecord> records, IEnumerable<Transaction> own) => View(Settled(records), own);

    /// <summary>The same, from a settled part that is left as it is. Of the own transactions those count that its table does not have.</summary>
    public static ReferenceState View(ReferenceHistory settled, IEnumerable<Transaction> own)
    {
        ReferenceState state = settled.State.Clone();
        IEnumerable<Operation> pending = own
            .Where(transaction => transaction.FirstSeq > settled.LastSeq(transaction.Source))
            .OrderBy(transaction => transaction.FirstSeq)
            .SelectMany(transaction => transaction.Operations);
        foreach (Operation operation in pending) state.Apply(operation, ReferenceState.Pending);
        return state;
    }

    /// <summary>Hub-less: what a replica sees that has these operations, in any order and with repeats.</summary>
    public static ReferenceState Peers(IEnumerable<Operation> operations)
    {
        var sorted = new List<(double Ts, Operation Operation)>();
        foreach (IGrouping<SourceId, Operation> source in operations.GroupBy(operation => operation.Source))
        {
            double ts = double.NegativeInfinity;
            long next = 0;
            foreach (Operation operation in source.DistinctBy(operation => operation.Seq).OrderBy(operation => operation.Seq))
            {
                if (operation.Seq != next++) break;
                ts = Math.Max(ts, operation.Ts);
                sorted.Add((ts, operation));
            }
        }

        var state = new ReferenceState();
        foreach ((_, Operation operation) in sorted.OrderBy(one => one.Ts).ThenBy(one => one.Operation.Source).ThenBy(one => one.Operation.Seq))
        {
            state.Apply(operation, ReferenceState.Pending);
        }

        return state;
    }
}
