using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>One opening of a store's history in memory.</summary>
internal sealed class MemoryStoreLog(MemoryHistory history, string epoch, IReadOnlyList<EpochEnd> earlier, Action forget) : IStoreLog
{
    public string Epoch { get; } = epoch;

    public IReadOnlyList<EpochEnd> EarlierEpochs { get; } = earlier;

    public long LastRevision => history.LastRevision;

    public long DurableRevision => history.LastRevision;

    public long TrimmedThrough => history.TrimmedThrough;

    public string? Hindrance => null;

    public void Observe(long after, IStoreLogObserver observer) => history.Observe(Epoch, after, observer);

    public ValueTask<SourceClaim> ClaimAsync(SourceId source, SourceOwner owner, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(history.Claim(Epoch, source, owner));

    public ValueTask ReleaseAsync(SourceId source, long session, CancellationToken cancellationToken = default)
    {
        history.Release(Epoch, source, session);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<Submission> submissions, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<AppendOutcome>>(history.Append(Epoch, submissions));

    public ValueTask<bool> AppendFloorAsync(long floor, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(history.AppendFloor(Epoch, floor));

    public ValueTask<bool> AppendForgetAsync(IReadOnlyList<SourceId> sources, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(history.AppendForget(Epoch, sources));

    public ValueTask<IReadOnlyList<HistoryRecord>> ReadAsync(long after, int maxOperations, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(history.Read(Epoch, after, maxOperations));

    public ValueTask SyncAsync(long revision, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask TrimAsync(long through, CancellationToken cancellationToken = default)
    {
        history.Trim(Epoch, through);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (history.Close(Epoch)) forget();
        return ValueTask.CompletedTask;
    }
}
