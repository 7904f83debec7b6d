using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

/// <summary>
/// Brings a log's entries to the disk, on a disk worker: all that came meanwhile in one write, with one sync. If the disk refuses, it goes on
/// trying, and says why it does not get on. Safe for any thread; what it calls back is called without a lock of its own.
/// </summary>
internal sealed class LogCommitter : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly FileLogServices _services;
    private readonly StoreFolder _folder;
    private readonly SegmentAppender _appender;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action _step;
    private readonly Action<Exception> _broken;
    private readonly ITimer _timer;
    private List<LogEntry> _unwritten = [];
    private List<(long Revision, TaskCompletionSource Done)> _syncs = [];
    private TimeSpan _retry = FirstRetry;
    private long _trimTo;
    private bool _isScheduled;
    private bool _isDue;
    private bool _isArmed;
    private bool _isClosing;

    public LogCommitter(StoreFolder folder, RecoveredLog recovered, string epoch, FileLogServices services)
    {
        _services = services;
        _folder = folder;
        _appender = new SegmentAppender(folder, recovered, epoch);
        _step = Step;
        _broken = Break;
        _timer = services.Time.CreateTimer(static committer => ((LogCommitter)committer!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Is told how far everything may be acknowledged.</summary>
    public required Action<long> Durable { get; init; }

    /// <summary>Is told that nothing more will come of it, in a way that nobody thought of.</summary>
    public required Action<Exception> Broken { get; init; }

    /// <summary>Up to which revision everything is synced. For the disk worker, and before there is one.</summary>
    public long SyncedRevision => _appender.SyncedRevision;

    /// <summary>Why nothing gets to the disk at present; null if it does.</summary>
    public string? Hindrance { get; private set; }

    /// <summary>Begins a segment: makes the epoch durable, and anew what nothing vouches for. On a disk worker, before anything else.</summary>
    public void Begin()
    {
        try
        {
            _appender.Begin();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Hinder(failure);
        }
    }

    /// <summary>Takes entries to be written.</summary>
    public void Add(IEnumerable<LogEntry> entries)
    {
        lock (_gate)
        {
            _unwritten.AddRange(entries);
            // while the disk refuses, the timer tries again
            if (Hindrance is null) Schedule();
        }
    }

    /// <summary>Completes when everything up to a revision is synced.</summary>
    /// <exception cref="OperationLogException">It cannot be at present.</exception>
    public Task WhenSyncedAsync(long revision)
    {
        lock (_gate)
        {
            if (Hindrance is { } hindrance) throw new OperationLogException(hindrance);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _syncs.Add((revision, done));
            Schedule();
            return done.Task;
        }
    }

    /// <summary>Has segments removed of which nothing is needed after a revision.</summary>
    public void Trim(long through)
    {
        lock (_gate)
        {
            _trimTo = through;
            Schedule();
        }
    }

    /// <summary>Completes when all that was taken is written, or cannot be. Nothing more may be added.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (!_isClosing)
            {
                _isClosing = true;
                Schedule();
            }
        }

        await _closed.Task.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private void Schedule()
    {
        if (_isScheduled || _closed.Task.IsCompleted) return;
        _isScheduled = true;
        _services.Workers.Run(_step, _broken);
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
        finally
        {
            foreach ((long revision, TaskCompletionSource done) in syncs)
            {
                if (revision <= _appender.SyncedRevision) done.TrySetResult();
                else done.TrySetException(new OperationLogException(Hindrance ?? "The log was closed."));
            }
        }

        lock (_gate)
        {
            _isScheduled = false;
            if (closing) Closed();
            else if ((_unwritten.Count > 0 && Hindrance is null) || _syncs.Count > 0 || _isClosing || _trimTo > trimTo) Schedule();
        }
    }

    /// <summary>A turn ended in a way that nobody thought of: what it had taken may be anywhere, and only opening anew tells.</summary>
    private void Break(Exception failure)
    {
        Broken(failure);
        lock (_gate)
        {
            _isClosing = true;
            Closed();
        }
    }

    private void Write(List<LogEntry> entries, bool sync)
    {
        if (entries.Count > 0) _appender.Write(entries);
        // an opening that could not write its epoch is not over its hindrance before it has
        else if (!_appender.IsOpen && (!_appender.IsSynced || Hindrance is not null)) _appender.Begin();
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
        _closed.TrySetResult();
    }
}
