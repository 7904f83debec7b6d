using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

/// <summary>
/// One opening of a store's log in files. It sequences in memory and publishes at once; a disk worker writes all that came meanwhile, syncs
/// once for it, and only then calls it durable. If the disk refuses, it goes on trying, and says why it does not get on.
/// </summary>
internal sealed class FileStoreLog : IStoreLog
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly FileLogServices _services;
    private readonly StoreFolder _folder;
    private readonly SequencedHistory _history;
    private readonly SegmentAppender _appender;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action _step;
    private readonly ITimer _timer;
    private List<LogEntry> _unwritten = [];
    private List<(long Revision, TaskCompletionSource Done)> _syncs = [];
    private IStoreLogObserver? _observer;
    private OperationLogException? _failure;
    private TimeSpan _retry = FirstRetry;
    private long _durable;
    private long _trimTo;
    private bool _isScheduled;
    private bool _isDue;
    private bool _isArmed;
    private bool _isClosing;

    private readonly Action<FileStoreLog> _forget;

    /// <summary>Makes an opening of what recovery found.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="recovered">What was found.</param>
    /// <param name="services">What all logs use.</param>
    /// <param name="forget">Called when it is closed.</param>
    public FileStoreLog(StoreFolder folder, RecoveredLog recovered, FileLogServices services, Action<FileStoreLog> forget)
    {
        _services = services;
        _forget = forget;
        _folder = folder;
        Epoch = EpochLineage.NewEpoch();
        EarlierEpochs = recovered.Ends;
        _history = new SequencedHistory(recovered.Sequencer, recovered.TrimmedThrough, recovered.Records);
        foreach ((SourceId source, SourceOwner owner) in recovered.Owners) _history.Own(source, owner);
        _appender = new SegmentAppender(folder, recovered, Epoch);
        _durable = _appender.SyncedRevision;
        _step = Step;
        _timer = services.Time.CreateTimer(static log => ((FileStoreLog)log!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Epoch { get; }

    public IReadOnlyList<EpochEnd> EarlierEpochs { get; }

    public string? Hindrance { get; private set; }

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
        try
        {
            _appender.Begin();
            _durable = _appender.SyncedRevision;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Hinder(failure);
        }
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
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _syncs.Add((revision, done));
            Schedule();
            return new ValueTask(done.Task.WaitAsync(cancellationToken));
        }
    }

    public ValueTask TrimAsync(long through, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Check();
            _history.Trim(through);
            _trimTo = _history.TrimmedThrough;
            Schedule();
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
            if (!_isClosing)
            {
                _isClosing = true;
                Schedule();
            }
        }

        await _closed.Task.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
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
        foreach (HistoryRecord record in records) _unwritten.Add(new LogEntry(record, record.HasAuthor ? _history.OwnerOf(record.Source) : default));
        _observer?.OnPublished(records);
        // while the disk refuses, the timer tries again
        if (Hindrance is null) Schedule();
    }

    private void Schedule()
    {
        if (_isScheduled || _closed.Task.IsCompleted) return;
        _isScheduled = true;
        _services.Workers.Run(_step);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _isDue = true;
            _isArmed = false;
            Schedule();
        }
    }

    /// <summary>One turn on a disk worker: all that came since the last one.</summary>
    private void Step()
    {
        List<LogEntry> entries;
        List<(long Revision, TaskCompletionSource Done)> syncs;
        long trimTo;
        bool closing, sync;
        lock (_gate)
        {
            (entries, _unwritten) = (_unwritten, []);
            (syncs, _syncs) = (_syncs, []);
            trimTo = _trimTo;
            closing = _isClosing;
            sync = _services.Options.Durability == Durability.Sync || closing || _isDue || syncs.Count > 0;
            _isDue = false;
        }

        try
        {
            Write(entries, sync);
            _appender.Trim(trimTo);
            if (closing) _appender.End();
            Recovered();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _appender.End();
            Hinder(failure);
        }
#pragma warning disable CA1031 // nothing that a disk or its driver throws may end the process
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _appender.End();
            Fail(new OperationLogException($"The log of {_folder.Name} failed: {failure.Message}", failure));
        }

        foreach ((long revision, TaskCompletionSource done) in syncs)
        {
            if (revision <= _appender.SyncedRevision) done.TrySetResult();
            else done.TrySetException(new OperationLogException(Hindrance ?? "The log was closed."));
        }

        lock (_gate)
        {
            _isScheduled = false;
            if (closing) Closed();
            else if ((_unwritten.Count > 0 && Hindrance is null) || _syncs.Count > 0 || _isClosing || _trimTo > trimTo) Schedule();
        }
    }

    private void Write(List<LogEntry> entries, bool sync)
    {
        if (entries.Count > 0) _appender.Write(entries);
        else if (!_appender.IsOpen && !_appender.IsSynced) _appender.Begin();
        if (sync) _appender.Sync();
        Durable(_services.Options.Durability == Durability.Sync ? _appender.SyncedRevision : _appender.WrittenRevision);
        if (!_appender.IsSynced && _services.Options.Durability == Durability.Interval) Arm();
        if (_appender.IsOpen && (_appender.Bytes > _services.Options.SegmentBytes || _appender.Operations > _services.Options.SegmentOperations))
        {
            // what a later segment stands on is durable, whatever an acknowledgement means
            _appender.Sync();
            _appender.Begin();
        }
        else if (IsIdle())
        {
            _appender.Mark();
        }
    }

    // while more waits, the mark goes out with it
    private bool IsIdle()
    {
        lock (_gate) return _unwritten.Count == 0;
    }

    // from the first write that is not synced: who writes on and on must not put it off
    private void Arm()
    {
        lock (_gate)
        {
            if (_isArmed) return;
            _isArmed = true;
            _timer.Change(_services.Options.SyncInterval, Timeout.InfiniteTimeSpan);
        }
    }

    private void Durable(long revision)
    {
        lock (_gate)
        {
            if (revision <= _durable) return;
            Volatile.Write(ref _durable, revision);
            _observer?.OnDurable(revision);
        }
    }

    private void Hinder(Exception failure)
    {
        lock (_gate)
        {
            if (Hindrance is null) FileLog.Hindered(_services.Logger, _folder.Name.ToString(), failure);
            Hindrance = $"The store {_folder.Name} takes no writes at present, since the hub cannot store them: {failure.Message}";
            _services.Health.Hinder(_folder.Name, Hindrance);
            _isArmed = true;
            _timer.Change(_retry, Timeout.InfiniteTimeSpan);
            _retry = _retry * 2 < LastRetry ? _retry * 2 : LastRetry;
        }
    }

    private void Recovered()
    {
        lock (_gate)
        {
            if (Hindrance is null || !_appender.IsSynced) return;
            Hindrance = null;
            _retry = FirstRetry;
            _services.Health.Clear(_folder.Name);
            FileLog.GoesOn(_services.Logger, _folder.Name.ToString());
        }
    }

    private void Closed()
    {
        _appender.Dispose();
        if (!_appender.IsSynced) FileLog.ClosedUnwritten(_services.Logger, _folder.Name.ToString(), _appender.WrittenRevision - _appender.SyncedRevision);
        _services.Health.Clear(_folder.Name);
        _forget(this);
        _closed.TrySetResult();
    }

    private void Check()
    {
        if (_failure is not null) throw new OperationLogException(_failure.Message, _failure);
    }
}
