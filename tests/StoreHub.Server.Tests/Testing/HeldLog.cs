using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Tests.Testing;

/// <summary>A memory log whose disk is as slow as a test wants: what is published becomes durable when it says so.</summary>
internal sealed class HeldLog(TimeProvider? time = null) : IOperationLog
{
    private readonly MemoryOperationLog _inner = new(time ?? TimeProvider.System, TimeSpan.FromSeconds(1));
    private readonly List<Opening> _openings = [];

    /// <summary>Everything up to a revision is durable.</summary>
    public void Sync(long revision)
    {
        foreach (Opening opening in _openings) opening.Sync(revision);
    }

    /// <summary>The next append fails, as when a disk is full.</summary>
    public void Break() => _openings[^1].Broken = true;

    /// <summary>The next append waits until the test lets it go on, after it said that it waits.</summary>
    public (Task Waits, TaskCompletionSource GoOn) Hold()
    {
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _openings[^1].Held = (waits, goOn);
        return (waits.Task, goOn);
    }

    /// <summary>Storage fails while the next source is claimed.</summary>
    public void FailAtClaim() => _openings[^1].FailsAtClaim = true;

    /// <summary>Storage fails now.</summary>
    public void Fail() => _openings[^1].OnFailed(new OperationLogException("The disk is gone."));

    public async ValueTask<IStoreLog> OpenAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        var opening = new Opening(await _inner.OpenAsync(name, cancellationToken));
        _openings.Add(opening);
        return opening;
    }

    public ValueTask<bool> DeleteAsync(StoreName name, CancellationToken cancellationToken = default) => _inner.DeleteAsync(name, cancellationToken);

    public ValueTask<IReadOnlyList<StoreName>> ListAsync(CancellationToken cancellationToken = default) => _inner.ListAsync(cancellationToken);

    private sealed class Opening(IStoreLog inner) : IStoreLog, IStoreLogObserver
    {
        private IStoreLogObserver? _observer;
        private long _durable = inner.DurableRevision;

        public bool Broken { get; set; }

        public (TaskCompletionSource Waits, TaskCompletionSource GoOn)? Held { get; set; }

        public bool FailsAtClaim { get; set; }

        public string Epoch => inner.Epoch;

        public IReadOnlyList<EpochEnd> EarlierEpochs => inner.EarlierEpochs;

        public long LastRevision => inner.LastRevision;

        public long DurableRevision => _durable;

        public long TrimmedThrough => inner.TrimmedThrough;

        public string? Hindrance => inner.Hindrance;

        public ValueTask SyncAsync(long revision, CancellationToken cancellationToken = default) => inner.SyncAsync(revision, cancellationToken);

        public void Sync(long revision)
        {
            _durable = revision;
            _observer?.OnDurable(revision);
        }

        public void Observe(long after, IStoreLogObserver observer)
        {
            _observer = observer;
            inner.Observe(after, this);
            observer.OnDurable(_durable);
        }

        public ValueTask<SourceClaim> ClaimAsync(SourceId source, SourceOwner owner, CancellationToken cancellationToken = default)
        {
            if (FailsAtClaim) OnFailed(new OperationLogException("The disk is gone."));
            return inner.ClaimAsync(source, owner, cancellationToken);
        }

        public ValueTask ReleaseAsync(SourceId source, long session, CancellationToken cancellationToken = default) => inner.ReleaseAsync(source, session, cancellationToken);

        public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<Submission> submissions, CancellationToken cancellationToken = default)
        {
            if (Broken) throw new OperationLogException("The disk is full.");
            if (Held is { } held)
            {
                Held = null;
                held.Waits.SetResult();
                await held.GoOn.Task;
            }

            return await inner.AppendAsync(submissions, cancellationToken);
        }

        public ValueTask<bool> AppendFloorAsync(long floor, CancellationToken cancellationToken = default) => inner.AppendFloorAsync(floor, cancellationToken);

        public ValueTask<bool> AppendForgetAsync(IReadOnlyList<SourceId> sources, CancellationToken cancellationToken = default) => inner.AppendForgetAsync(sources, cancellationToken);

        public ValueTask<IReadOnlyList<HistoryRecord>> ReadAsync(long after, int maxOperations, CancellationToken cancellationToken = default) => inner.ReadAsync(after, maxOperations, cancellationToken);

        public ValueTask TrimAsync(long through, CancellationToken cancellationToken = default) => inner.TrimAsync(through, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        public void OnPublished(IReadOnlyList<HistoryRecord> records) => _observer?.OnPublished(records);

        public void OnDurable(long revision)
        {
        }

        public void OnFailed(OperationLogException reason) => _observer?.OnFailed(reason);
    }
}
