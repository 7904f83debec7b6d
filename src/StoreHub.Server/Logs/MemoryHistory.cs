using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>One store's history in memory, which outlives its openings. At most one opening is not fenced off.</summary>
internal sealed class MemoryHistory(TimeProvider time, TimeSpan allowedSkew)
{
    private readonly Lock _gate = new();
    private readonly List<EpochEnd> _ends = [];
    private readonly Dictionary<SourceId, SourceOwner> _owners = [];
    private readonly Dictionary<SourceId, long> _sessions = [];
    private readonly HashSet<SourceId> _live = [];
    private Sequencer _sequencer = new();
    private List<HistoryRecord> _records = [];
    private string? _epoch;
    private IStoreLogObserver? _observer;
    private long _lastSession;
    private long _trimmedThrough;
    private bool _isForgotten;

    public long LastRevision
    {
        get
        {
            lock (_gate) return _sequencer.LastRevision;
        }
    }

    public long TrimmedThrough
    {
        get
        {
            lock (_gate) return _trimmedThrough;
        }
    }

    /// <summary>Opens it; null if it was forgotten.</summary>
    public MemoryStoreLog? Open(Action forget)
    {
        lock (_gate)
        {
            if (_isForgotten) return null;
            End("The log was opened again.");
            return new MemoryStoreLog(this, _epoch = EpochLineage.NewEpoch(), [.. _ends], forget);
        }
    }

    /// <summary>Ends an opening. Whether the history is to be forgotten: nothing is in it, and nobody has it open.</summary>
    public bool Close(string epoch)
    {
        lock (_gate)
        {
            if (epoch != _epoch) return false;
            _observer = null;
            return _isForgotten = _sequencer.LastRevision == 0;
        }
    }

    public void Lose(long after)
    {
        lock (_gate)
        {
            if (_trimmedThrough > 0) throw new InvalidOperationException("A trimmed memory log cannot lose its end.");
            _records.RemoveAll(record => record.LastRevision > after);
            _sequencer = new Sequencer();
            foreach (HistoryRecord record in _records) _sequencer.Add(record);
            End("The log lost its end.");
        }
    }

    public void Observe(string epoch, long after, IStoreLogObserver observer)
    {
        lock (_gate)
        {
            Check(epoch);
            List<HistoryRecord> missed = From(after);
            _observer = observer;
            if (missed.Count > 0) observer.OnPublished(missed);
            observer.OnDurable(_sequencer.LastRevision);
        }
    }

    public SourceClaim Claim(string epoch, SourceId source, SourceOwner owner)
    {
        lock (_gate)
        {
            Check(epoch);
            if (!_owners.TryAdd(source, owner) && _owners[source] != owner) return default;
            _live.Add(source);
            return new SourceClaim(_sessions[source] = ++_lastSession, _sequencer.ExpectedSeq(source));
        }
    }

    public void Release(string epoch, SourceId source, long session)
    {
        lock (_gate)
        {
            Check(epoch);
            if (_sessions.GetValueOrDefault(source) != session) return;
            _live.Remove(source);
            if (_sequencer.ExpectedSeq(source) > 0) return;
            _sessions.Remove(source);
            _owners.Remove(source);
        }
    }

    public AppendOutcome[] Append(string epoch, IReadOnlyList<Submission> submissions)
    {
        lock (_gate)
        {
            Check(epoch);
            double latest = (time.GetUtcNow() + allowedSkew - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            var outcomes = new AppendOutcome[submissions.Count];
            var published = new List<HistoryRecord>(submissions.Count);
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

                outcomes[i] = _sequencer.Sequence(transaction, latest, out HistoryRecord? record);
                if (record is not null) published.Add(record);
            }

            Publish(published);
            return outcomes;
        }
    }

    public bool AppendFloor(string epoch, long floor)
    {
        lock (_gate)
        {
            Check(epoch);
            if (_sequencer.RaiseFloor(floor) is not { } record) return false;
            Publish([record]);
            return true;
        }
    }

    public bool AppendForget(string epoch, IReadOnlyList<SourceId> sources)
    {
        lock (_gate)
        {
            Check(epoch);
            if (_sequencer.Forget(sources.Where(source => !_live.Contains(source))) is not { } record) return false;
            foreach (SourceId source in record.Sources)
            {
                _owners.Remove(source);
                _sessions.Remove(source);
            }

            Publish([record]);
            return true;
        }
    }

    public IReadOnlyList<HistoryRecord> Read(string epoch, long after, int maxOperations)
    {
        lock (_gate)
        {
            Check(epoch);
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
    }

    public void Trim(string epoch, long through)
    {
        lock (_gate)
        {
            Check(epoch);
            int count = _records.FindIndex(record => record.LastRevision > through);
            if (count < 0) count = _records.Count;
            if (count == 0) return;
            _trimmedThrough = _records[count - 1].LastRevision;
            _records = _records.GetRange(count, _records.Count - count);
            _sequencer.Trim(through);
        }
    }

    private void End(string why)
    {
        if (_epoch is null) return;
        _ends.Add(new EpochEnd(_epoch, _sequencer.LastRevision));
        _epoch = null;
        _sessions.Clear();
        _live.Clear();
        _observer?.OnFailed(new OperationLogException(why));
        _observer = null;
    }

    private void Publish(List<HistoryRecord> published)
    {
        if (published.Count == 0) return;
        _records.AddRange(published);
        _observer?.OnPublished(published);
        _observer?.OnDurable(_sequencer.LastRevision);
    }

    private List<HistoryRecord> From(long after)
    {
        if (after < _trimmedThrough) throw new OperationLogException($"Revisions up to {_trimmedThrough} are trimmed.");
        int low = 0, high = _records.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_records[middle].FirstRevision <= after) low = middle + 1;
            else high = middle;
        }

        return _records.GetRange(low, _records.Count - low);
    }

    private void Check(string epoch)
    {
        if (epoch != _epoch) throw new OperationLogException("This opening of the log is fenced off.");
    }
}
