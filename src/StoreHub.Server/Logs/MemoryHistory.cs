using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>One store's history in memory, which outlives its openings. At most one opening is not fenced off.</summary>
internal sealed class MemoryHistory(TimeProvider time, TimeSpan allowedSkew)
{
    private readonly Lock _gate = new();
    private readonly List<EpochEnd> _ends = [];
    private readonly SequencedHistory _history = new(new Sequencer(), 0, []);
    private string? _epoch;
    private IStoreLogObserver? _observer;
    private bool _isForgotten;

    public long LastRevision
    {
        get
        {
            lock (_gate) return _history.LastRevision;
        }
    }

    public long TrimmedThrough
    {
        get
        {
            lock (_gate) return _history.TrimmedThrough;
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
            return _isForgotten = _history.LastRevision == 0;
        }
    }

    /// <summary>Ends it for good. Whether there was anything in it.</summary>
    public bool Delete()
    {
        lock (_gate)
        {
            End("The store was deleted.");
            _isForgotten = true;
            return _history.LastRevision > 0;
        }
    }

    public void Lose(long after)
    {
        lock (_gate)
        {
            _history.Lose(after);
            End("The log lost its end.");
        }
    }

    public void Observe(string epoch, long after, IStoreLogObserver observer)
    {
        lock (_gate)
        {
            Check(epoch);
            List<HistoryRecord> missed = _history.From(after);
            _observer = observer;
            if (missed.Count > 0) observer.OnPublished(missed);
            observer.OnDurable(_history.LastRevision);
        }
    }

    public SourceClaim Claim(string epoch, SourceId source, SourceOwner owner)
    {
        lock (_gate)
        {
            Check(epoch);
            return _history.Claim(source, owner);
        }
    }

    public void Release(string epoch, SourceId source, long session)
    {
        lock (_gate)
        {
            Check(epoch);
            _history.Release(source, session);
        }
    }

    public AppendOutcome[] Append(string epoch, IReadOnlyList<Submission> submissions)
    {
        lock (_gate)
        {
            Check(epoch);
            double latest = (time.GetUtcNow() + allowedSkew - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            AppendOutcome[] outcomes = _history.Append(submissions, latest, out IReadOnlyList<HistoryRecord> added);
            Publish(added);
            return outcomes;
        }
    }

    public bool AppendFloor(string epoch, long floor)
    {
        lock (_gate)
        {
            Check(epoch);
            return Publish(_history.RaiseFloor(floor));
        }
    }

    public bool AppendForget(string epoch, IReadOnlyList<SourceId> sources)
    {
        lock (_gate)
        {
            Check(epoch);
            return Publish(_history.Forget(sources));
        }
    }

    public IReadOnlyList<HistoryRecord> Read(string epoch, long after, int maxOperations)
    {
        lock (_gate)
        {
            Check(epoch);
            return _history.Read(after, maxOperations);
        }
    }

    public void Trim(string epoch, long through)
    {
        lock (_gate)
        {
            Check(epoch);
            _history.Trim(through);
        }
    }

    private void End(string why)
    {
        if (_epoch is null) return;
        _ends.Add(new EpochEnd(_epoch, _history.LastRevision));
        _epoch = null;
        _history.EndSessions();
        _observer?.OnFailed(new OperationLogException(why));
        _observer = null;
    }

    private bool Publish(HistoryRecord? record)
    {
        if (record is null) return false;
        Publish([record]);
        return true;
    }

    private void Publish(IReadOnlyList<HistoryRecord> published)
    {
        if (published.Count == 0) return;
        _observer?.OnPublished(published);
        _observer?.OnDurable(_history.LastRevision);
    }

    private void Check(string epoch)
    {
        if (epoch != _epoch) throw new OperationLogException("This opening of the log is fenced off.");
    }
}
