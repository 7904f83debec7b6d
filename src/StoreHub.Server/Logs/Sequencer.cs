using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>
/// The rules by which a log in this process classifies and orders submissions; without I/O and without a clock, so that they can be
/// simulated. Not safe for concurrent use.
/// </summary>
public sealed class Sequencer
{
    private readonly Dictionary<SourceId, SourceTail> _sources = [];
    private readonly Queue<(HistoryRecord Record, SourceTail? Source)> _tail = new();

    /// <summary>The last revision; 0 if there is none.</summary>
    public long LastRevision { get; private set; }

    /// <summary>The last hub timestamp; 0 if there is none.</summary>
    public double LastTs { get; private set; }

    /// <summary>The floor; 0 if there is none.</summary>
    public long Floor { get; private set; }

    /// <summary>Restores what was known before the first record that is still there.</summary>
    /// <param name="revision">The last revision.</param>
    /// <param name="ts">The last timestamp.</param>
    /// <param name="floor">The floor.</param>
    /// <param name="lastSeqs">Per source the last seq.</param>
    public void Restore(long revision, double ts, long floor, IEnumerable<KeyValuePair<SourceId, long>> lastSeqs)
    {
        ArgumentNullException.ThrowIfNull(lastSeqs);
        if (LastRevision != 0) throw new InvalidOperationException("A sequencer is restored once, before it has records.");
        LastRevision = revision;
        LastTs = ts;
        Floor = floor;
        foreach ((SourceId source, long last) in lastSeqs) _sources[source] = new SourceTail { LastSeq = last };
    }

    /// <summary>The next seq expected of a source.</summary>
    public long ExpectedSeq(SourceId source) => _sources.TryGetValue(source, out SourceTail? known) ? known.LastSeq + 1 : 0;

    /// <summary>Per source the last seq; for a checkpoint.</summary>
    public IEnumerable<KeyValuePair<SourceId, long>> LastSeqs => _sources.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.LastSeq));

    /// <summary>Classifies a transaction and, if it is new, makes its record and takes it into account.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="latestTs">The latest timestamp it may get unless order asks for more: the hub's clock plus the allowed skew.</param>
    /// <param name="record">The record, if it is new.</param>
    public AppendOutcome Sequence(Transaction transaction, double latestTs, out HistoryRecord? record)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        record = null;
        long expected = ExpectedSeq(transaction.Source);
        if (transaction.FirstSeq > expected) return new AppendOutcome(AppendKind.Gap, 0, expected);
        if (transaction.FirstSeq < expected)
        {
            if (transaction.LastSeq >= expected) return new AppendOutcome(AppendKind.Conflict, 0, expected);
            return Known(transaction, _sources[transaction.Source]) is { } first
                ? new AppendOutcome(AppendKind.Repeat, first, expected)
                : new AppendOutcome(AppendKind.Conflict, 0, expected);
        }

        record = HistoryRecord.Of(transaction, LastRevision + 1, NextTs(transaction.Ts, latestTs));
        Add(record);
        return new AppendOutcome(AppendKind.Appended, record.FirstRevision, transaction.LastSeq + 1);
    }

    /// <summary>Makes the record of a floor, or null if the floor is there already.</summary>
    public HistoryRecord? RaiseFloor(long floor)
    {
        if (floor <= Floor) return null;
        HistoryRecord record = HistoryRecord.ForFloor(floor, LastRevision + 1, Math.BitIncrement(LastTs));
        Add(record);
        return record;
    }

    /// <summary>Makes the record by which sources are forgotten, of those that are known; null if none is.</summary>
    /// <param name="sources">The sources, each once; at most <see cref="HistoryRecord.MaxSources"/>.</param>
    public HistoryRecord? Forget(IEnumerable<SourceId> sources)
    {
        SourceId[] known = [.. sources.Where(_sources.ContainsKey)];
        if (known.Length == 0) return null;
        HistoryRecord record = HistoryRecord.Forget(known, LastRevision + 1, Math.BitIncrement(LastTs));
        Add(record);
        return record;
    }

    /// <summary>Takes a record into account: one that was just made, or one that recovery read.</summary>
    /// <exception cref="OperationLogException">It does not follow the last one.</exception>
    public void Add(HistoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.FirstRevision != LastRevision + 1)
            throw new OperationLogException($"Revision {record.FirstRevision} does not follow {LastRevision}.");
        if (!(record.Ts > LastTs)) throw new OperationLogException($"The timestamp of revision {record.FirstRevision} does not rise.");
        SourceTail? known = null;
        if (record.Kind == RecordKind.Floor)
        {
            Floor = record.Floor;
        }
        else if (record.Kind == RecordKind.Forget)
        {
            foreach (SourceId source in record.Sources) _sources.Remove(source);
        }
        else
        {
            if (record.FirstSeq != ExpectedSeq(record.Source))
                throw new OperationLogException($"{record.Source}:{record.FirstSeq} at revision {record.FirstRevision} is not the next of its source.");
            if (!_sources.TryGetValue(record.Source, out known)) _sources[record.Source] = known = new SourceTail();
            known.Add(record);
        }

        LastRevision = record.LastRevision;
        LastTs = record.Ts;
        _tail.Enqueue((record, known));
    }

    /// <summary>Forgets the content of records whose last revision is at or below one: from then on their seqs are repeats whatever they say.</summary>
    public void Trim(long through)
    {
        // the source may be forgotten by now, and another of its name be known
        while (_tail.TryPeek(out (HistoryRecord Record, SourceTail? Source) first) && first.Record.LastRevision <= through)
        {
            _tail.Dequeue();
            first.Source?.DropFirst();
        }
    }

    // The order of (ts, source, seq) must be the order of revisions, and no clock but the hub's may run ahead of the skew.
    private double NextTs(double ts, double latest) => Math.Max(Math.BitIncrement(LastTs), Math.Min(ts, latest));

    /// <summary>The first revision of a known transaction, 0 below the tail, null if its content is another.</summary>
    private static long? Known(Transaction transaction, SourceTail source)
    {
        if (source.Find(transaction.FirstSeq) is not { } record) return 0;
        if (record.FirstSeq != transaction.FirstSeq || record.Count != transaction.Count) return null;
        // What the log has wins: over a void that comes later, and over a transaction whose void came first.
        if (record.Kind == RecordKind.Void || transaction.IsVoid) return record.FirstRevision;
        return TransactionContent.AreSame(transaction, record) ? record.FirstRevision : null;
    }
}
