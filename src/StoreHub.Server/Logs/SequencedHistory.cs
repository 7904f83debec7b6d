using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>
/// What a log in this process holds in memory: the sequencer, the records that are not trimmed, whose each source is and which session of it
/// writes. Without I/O; not safe for several threads.
/// </summary>
internal sealed class SequencedHistory(Sequencer sequencer, long trimmedThrough, IReadOnlyList<HistoryRecord> records)
{
    private readonly Dictionary<SourceId, SourceOwner> _owners = [];
    private readonly Dictionary<SourceId, long> _sessions = [];
    // claimed and not released
    private readonly HashSet<SourceId> _live = [];
    private Sequencer _sequencer = sequencer;
    private List<HistoryRecord> _records = [.. records];
    private long _lastSession;

    public long LastRevision => _sequencer.LastRevision;

    public long TrimmedThrough { get; private set; } = trimmedThrough;

    /// <summary>Whose a source is; it must be known.</summary>
    public SourceOwner OwnerOf(SourceId source) => _owners[source];

    /// <summary>Restores whose a source is.</summary>
    public void Own(SourceId source, SourceOwner owner) => _owners[source] = owner;

    public SourceClaim Claim(SourceId source, SourceOwner owner)
    {
        if (!_owners.TryAdd(source, owner) && _owners[source] != owner) return default;
        _live.Add(source);
        return new SourceClaim(_sessions[source] = ++_lastSession, _sequencer.ExpectedSeq(source));
    }

    public void Release(SourceId source, long session)
    {
        if (_sessions.GetValueOrDefault(source) != session) return;
        _live.Remove(source);
        if (_sequencer.ExpectedSeq(source) > 0) return;
        _sessions.Remove(source);
        _owners.Remove(source);
    }

    /// <summary>Classifies submissions in order.</summary>
    /// <param name="submissions">The submissions.</param>
    /// <param name="latestTs">The latest timestamp that they may get unless order asks for more.</param>
    /// <param name="added">The records of those that are new.</param>
    public AppendOutcome[] Append(IReadOnlyList<Submission> submissions, double latestTs, out IReadOnlyList<HistoryRecord> added)
    {
        var outcomes = new AppendOutcome[submissions.Count];
        var records = new List<HistoryRecord>(submissions.Count);
        for (int i = 0; i < outcomes.Length; i++)
        {
            (Transaction transaction, long session) = submissions[i];
            if (submissions[i].Continues && i > 0 && !outcomes[i - 1].IsTaken)
            {
                outcomes[i] = outcomes[i - 1];
                continue;
            }

            if (_sessions.GetValueOrDefault(transaction.Source) != session)
            {
                outcomes[i] = new AppendOutcome(AppendKind.Superseded, 0, _sequencer.ExpectedSeq(transaction.Source));
                continue;
            }

            outcomes[i] = _sequencer.Sequence(transaction, latestTs, out HistoryRecord? record);
            if (record is not null) records.Add(record);
        }

        _records.AddRange(records);
        added = records;
        return outcomes;
    }

    /// <summary>Adds the record of a floor; null if the floor stands there already.</summary>
    public HistoryRecord? RaiseFloor(long floor)
    {
        if (_sequencer.RaiseFloor(floor) is not { } record) return null;
        _records.Add(record);
        return record;
    }

    /// <summary>Adds the record by which sources are forgotten that are known and have no live session; null if there are none.</summary>
    public HistoryRecord? Forget(IReadOnlyList<SourceId> sources)
    {
        if (_sequencer.Forget(sources.Where(source => !_live.Contains(source))) is not { } record) return null;
        foreach (SourceId source in record.Sources)
        {
            _owners.Remove(source);
            _sessions.Remove(source);
        }

        _records.Add(record);
        return record;
    }

    /// <summary>Ends all sessions: whoever opens it next claims anew.</summary>
    public void EndSessions()
    {
        _sessions.Clear();
        _live.Clear();
    }

    /// <summary>Loses all records after a revision, as storage that was not synced; only while nothing was trimmed.</summary>
    public void Lose(long after)
    {
        if (TrimmedThrough > 0) throw new InvalidOperationException("A trimmed log cannot lose its end.");
        _records.RemoveAll(record => record.LastRevision > after);
        _sequencer = new Sequencer();
        foreach (HistoryRecord record in _records) _sequencer.Add(record);
    }

    /// <summary>The records after a revision.</summary>
    /// <exception cref="OperationLogException">Some of them are trimmed.</exception>
    public List<HistoryRecord> From(long after)
    {
        if (after < TrimmedThrough) throw new OperationLogException($"Revisions up to {TrimmedThrough} are trimmed.");
        int low = 0, high = _records.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_records[middle].FirstRevision <= after) low = middle + 1;
            else high = middle;
        }

        return _records.GetRange(low, _records.Count - low);
    }

    /// <summary>The first records after a revision; at least one if there is one.</summary>
    public IReadOnlyList<HistoryRecord> Read(long after, int maxOperations)
    {
        var read = new List<HistoryRecord>();
        int operations = 0;
        foreach (HistoryRecord record in From(after))
        {
            if (read.Count > 0 && operations + record.Count > maxOperations) break;
            read.Add(record);
            operations += record.Count;
        }

        return read;
    }

    public void Trim(long through)
    {
        int count = _records.FindIndex(record => record.LastRevision > through);
        if (count < 0) count = _records.Count;
        if (count == 0) return;
        TrimmedThrough = _records[count - 1].LastRevision;
        _records = _records.GetRange(count, _records.Count - count);
        _sequencer.Trim(through);
    }
}
