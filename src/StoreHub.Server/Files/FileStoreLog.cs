using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

/// <summary>
/// One opening of a store's log in files. It sequences in memory and publishes at once; a disk worker writes all that came meanwhile, syncs
/// once for it, and only then it is durable.
/// </summary>
internal sealed class FileStoreLog : IStoreLog
{
    private readonly Lock _gate = new();
    private readonly FileLogServices _services;
    private readonly SequencedHistory _history;
    private readonly LogCommitter _committer;
    private readonly Action<FileStoreLog> _forget;
    private IStoreLogObserver? _observer;
    private OperationLogException? _failure;
    private long _durable;

    /// <summary>Makes an opening of what recovery found.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="recovered">What was found.</param>
    /// <param name="services">What all logs use.</param>
    /// <param name="forget">Called when it is closed.</param>
    public FileStoreLog(StoreFolder folder, RecoveredLog recovered, FileLogServices services, Action<FileStoreLog> forget)
    {
        _services = services;
        _forget = forget;
        Epoch = EpochLineage.NewEpoch();
        EarlierEpochs = recovered.Ends;
        _history = new SequencedHistory(recovered.Sequencer, recovered.TrimmedThrough, recovered.Records);
        foreach ((SourceId source, SourceOwner owner) in recovered.Owners) _history.Own(source, owner);
        _committer = new LogCommitter(folder, recovered, Epoch, services)
        {
            Durable = OnDurable,
            Broken = failure => Fail(new OperationLogException($"The log of {folder.Name} failed: {failure.Message}", failure)),
        };
        _durable = _committer.SyncedRevision;
    }

    public string Epoch { get; }

    public IReadOnlyList<EpochEnd> EarlierEpochs { get; }

    public string? Hindrance => _committer.Hindrance;

    public long LastRevision
    {
        get
        {
            lock (_gate) return _history.LastRevision;
        }
    }

    public long DurableRevision => Volatile.Read(ref _durable);

    public long TrimmedThrough
    {
        get
        {
            lock (_gate) return _history.TrimmedThrough;
        }
    }

    /// <summary>Makes the epoch durable, and anew what nothing vouches for. On a disk worker, before anybody has the log.</summary>
    public void Begin()
    {
        _committer.Begin();
        _durable = _committer.SyncedRevision;
    }

    public void Observe(long after, IStoreLogObserver observer)
    {
        lock (_gate)
        {
            Check();
            List<HistoryRecord> missed = _history.From(after);
            _observer = observer;
            if (missed.Count > 0) observer.OnPublished(missed);
            observer.OnDurable(_durable);
        }
    }

    public ValueTask<SourceClaim> ClaimAsync(SourceId source, SourceOwner owner, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Check();
            return ValueTask.FromResult(_history.Claim(source, owner));
        }
    }

    public ValueTask ReleaseAsync(SourceId source, long session, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Check();
            _history.Release(source, session);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<Submission> submissions, CancellationToken cancellationToken = default)
    {
        double latest = (_services.Time.GetUtcNow() + _services.Options.AllowedSkew - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        lock (_gate)
        {
            Check();
            AppendOutcome[] outcomes = _history.Append(submissions, latest, out IReadOnlyList<HistoryRecord> added);
            Publish(added);
            return ValueTask.FromResult<IReadOnlyList<AppendOutcome>>(outcomes);
        }
    }

    public ValueTask<bool> AppendFloorAsync(long floor, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Check();
            return ValueTask.FromResult(Publish(_history.RaiseFloor(floor)));
        }
    }

    public ValueTask<bool> AppendForgetAsync(IReadOnlyList<SourceId> sources, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Check();
            return ValueTask.FromResult(Publish(_history.Forget(sources)));
        }
    }

    public ValueTask<IReadOnlyList<HistoryRecord>> ReadAsync(long after, int maxOperations, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Check();
            return ValueTask.FromResult(_history.Read(after, maxOperations));
        }
    }

    public ValueTask SyncAsync(long revision, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Check();
            if (Hindrance is { } hindrance) throw new OperationLogException(hindrance);
            if (_services.Options.Durability == Durability.Sync && revision <= _durable) return ValueTask.CompletedTask;
            return new ValueTask(_committer.WhenSyncedAsync(revision).WaitAsync(cancellationToken));
        }
    }

    public ValueTask TrimAsync(long through, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Check();
            _history.Trim(through);
            _committer.Trim(_history.TrimmedThrough);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask DisposeAsync() => CloseAsync(new OperationLogException("The log was closed."), tell: false);

    /// <summary>Takes nothing any more, and completes when what it has taken is written, or cannot be.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="tell">Whether the observer is told.</param>
    public async ValueTask CloseAsync(OperationLogException reason, bool tell)
    {
        lock (_gate)
        {
            if (!tell) _observer = null;
            Fail(reason);
        }

        await _committer.DisposeAsync().ConfigureAwait(false);
        _forget(this);
    }

    private void Fail(OperationLogException reason)
    {
        lock (_gate)
        {
            if (_failure is not null) return;
            _failure = reason;
            _observer?.OnFailed(reason);
            _observer = null;
        }
    }

    private bool Publish(HistoryRecord? record)
    {
        if (record is null) return false;
        Publish([record]);
        return true;
    }

    private void Publish(IReadOnlyList<HistoryRecord> records)
    {
        if (records.Count == 0) return;
        _observer?.OnPublished(records);
        _committer.Add(records.Select(record => new LogEntry(record, record.HasAuthor ? _history.OwnerOf(record.Source) : default)));
    }

    private void OnDurable(long revision)
    {
        lock (_gate)
        {
            if (revision <= _durable) return;
            Volatile.Write(ref _durable, revision);
            _observer?.OnDurable(revision);
        }
    }

    private void Check()
    {
        if (_failure is not null) throw new OperationLogException(_failure.Message, _failure);
    }
}
