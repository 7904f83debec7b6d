using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using StoreHub.Client.Connections;

namespace StoreHub.Client.Persistence;

/// <summary>
/// Writes a journal behind the scenes: what came while one sync was under way goes with the next. While the disk fails it takes nothing in;
/// once it works again the file is replaced by all that there is. Safe for any thread.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Closing disposes of them, and has to be awaited.")]
internal sealed class JournalWriter
{
    /// <summary>A frame is cut, between groups, once it has so many entries.</summary>
    private const int MostEntries = 4096;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(30);

    private readonly JournalFile _file;
    private readonly IJournalOwner _owner;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _closing = new();
    private readonly Queue<JournalEntry[]> _groups = new();
    private readonly Queue<(long Position, TaskCompletionSource Done)> _waiters = new();
    private readonly Task _running;
    private long _taken;
    private long _appended;
    private long _kept;
    private long _attempted;
    private bool _takesIn = true;
    private bool _ended;
    private volatile Exception? _failure;

    public JournalWriter(JournalFile file, IJournalOwner owner, TimeProvider time)
    {
        _file = file;
        _owner = owner;
        _time = time;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Up to where everything is on disk.</summary>
    public long Kept => Interlocked.Read(ref _kept);

    /// <summary>Up to where something may be on disk, though perhaps not for good.</summary>
    public long Attempted => Interlocked.Read(ref _attempted);

    /// <summary>Why nothing can be kept at present; null: it can.</summary>
    public Exception? Failure => _failure;

    /// <summary>Adds a group that is kept as a whole or not at all. Never waits.</summary>
    /// <returns>Its position.</returns>
    public long Append(params JournalEntry[] group)
    {
        lock (_lock)
        {
            _appended++;
            if (_takesIn && !_ended) _groups.Enqueue(group);
            _signal.Writer.TryWrite(true);
            return _appended;
        }
    }

    /// <summary>Completes when everything that was added before is on disk.</summary>
    public Task WhenKeptAsync()
    {
        lock (_lock)
        {
            if (_kept >= _appended) return Task.CompletedTask;
            if (_ended) return Task.FromException(NotKept());
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Enqueue((_appended, done));
            return done.Task;
        }
    }

    /// <summary>What was added so far is not wanted: <see cref="IJournalOwner.Capture"/>, which calls this while nothing can be added, has it.</summary>
    public void StartAnew()
    {
        lock (_lock)
        {
            _groups.Clear();
            _taken = _appended;
            _takesIn = true;
        }
    }

    /// <summary>Writes what is left, and ends; tries once more if the disk fails.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _signal.Writer.TryWrite(true);
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var backoff = new ReconnectBackoff(FirstWait, MostWait, Random.Shared);
        bool closing;
        do
        {
            await _signal.Reader.ReadAsync().ConfigureAwait(false);
            // before writing, so that what was added before closing is written
            closing = _closing.IsCancellationRequested;
            if (_failure is null) Write();
            while (_failure is not null)
            {
                await Task.Delay(backoff.Next(), _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                closing = _closing.IsCancellationRequested;
                if (Recover())
                {
                    backoff.Reset();
                    // what came while the file was replaced
                    Write();
                }
                else if (closing)
                {
                    break;
                }
            }
        }
        while (!closing);
        End();
    }

    private void Write()
    {
        try
        {
            while (Take() is { Count: > 0 } entries)
            {
                Interlocked.Exchange(ref _attempted, _taken);
                _file.Append(entries);
                Reached(_taken);
            }
        }
#pragma warning disable CA1031 // whatever hinders it, the store goes on in memory and says why
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
            return;
        }

        if (_file.IsOvergrown) Compact();
    }

    private void Compact()
    {
        try
        {
            _file.Compact();
        }
        catch (IOException e) when (_file.IsOpen)
        {
            // as on a full disk: it can still be added to
            _owner.OnCompactionFailed(e);
        }
#pragma warning disable CA1031 // a file that cannot be read back, or is gone, is replaced by what the store has
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    private bool Recover()
    {
        try
        {
            _file.Replace(_owner.Capture());
        }
#pragma warning disable CA1031 // whatever hinders it, it is tried again
        catch (Exception)
#pragma warning restore CA1031
        {
            // what was to take the file's place may have done so
            if (!_file.IsOpen) Interlocked.Exchange(ref _attempted, _taken);
            TakeNothingIn();
            return false;
        }

        Interlocked.Exchange(ref _attempted, _taken);
        _failure = null;
        _owner.OnFailureChanged(null);
        Reached(_taken);
        return true;
    }

    private void Fail(Exception failure)
    {
        _failure = failure;
        TakeNothingIn();
        _owner.OnFailureChanged(failure);
    }

    /// <summary>The store itself has all that there is: nothing must pile up here meanwhile.</summary>
    private void TakeNothingIn()
    {
        lock (_lock)
        {
            _takesIn = false;
            _groups.Clear();
        }
    }

    private List<JournalEntry> Take()
    {
        var entries = new List<JournalEntry>();
        lock (_lock)
        {
            while (entries.Count < MostEntries && _groups.TryDequeue(out JournalEntry[]? group))
            {
                entries.AddRange(group);
                _taken++;
            }
        }

        return entries;
    }

    private void Reached(long position)
    {
        lock (_lock)
        {
            _kept = position;
            while (_waiters.TryPeek(out (long Position, TaskCompletionSource Done) oldest) && oldest.Position <= position) _waiters.Dequeue().Done.TrySetResult();
        }

        _owner.OnKept();
    }

    private void End()
    {
        lock (_lock)
        {
            _ended = true;
            _groups.Clear();
            while (_waiters.TryDequeue(out (long Position, TaskCompletionSource Done) waiter)) waiter.Done.TrySetException(NotKept());
        }

        _file.Dispose();
        _closing.Dispose();
    }

    private StoreException NotKept() => new(StoreErrorCode.StorageFailed, $"The store was closed before all that was written could be kept: {_failure?.Message ?? "it was written too late"}", innerException: _failure);
}
