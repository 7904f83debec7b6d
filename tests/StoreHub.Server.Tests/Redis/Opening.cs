using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Logs;

namespace StoreHub.Server.Tests.Redis;

/// <summary>An opening of the store <c>store</c> at a hub, with all that it was told.</summary>
internal sealed class Opening : IStoreLogObserver, IAsyncDisposable
{
    private readonly TaskCompletionSource<(SourceId, long)> _claimed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Opening(IStoreLog log) => Log = log;

    public IStoreLog Log { get; }

    public RecordingObserver Observer { get; } = new();

    /// <summary>What it has, when it is asked.</summary>
    public StoreMemory? Memory { get; set; }

    /// <summary>The first claim at another hub.</summary>
    public Task<(SourceId Source, long Session)> Claimed => _claimed.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public static async Task<Opening> AtAsync(RedisNode node)
    {
        var opening = new Opening(await node.Log.OpenAsync(StoreName.Parse("store")));
        opening.Log.Observe(opening.Log.TrimmedThrough, opening);
        return opening;
    }

    /// <summary>What a hub would remember that was told this.</summary>
    public StoreMemory MemoryOf(long through = long.MaxValue, long trimmed = 0)
    {
        var state = new SettledState();
        HistoryRecord[] records = [.. Observer.Records.Where(record => record.LastRevision <= through)];
        foreach (HistoryRecord record in records) state.Apply(record);
        return new StoreMemory(state, trimmed, [.. records.Where(record => record.FirstRevision > trimmed)]);
    }

    /// <summary>What was published, as text.</summary>
    public string Text() => string.Join('\n', Observer.Records.Select(record => $"{record.FirstRevision} {record.Ts:R} {record.Kind} {record.Source}:{record.FirstSeq}+{record.Count}"));

    public void OnPublished(IReadOnlyList<HistoryRecord> records) => Observer.OnPublished(records);

    public void OnDurable(long revision) => Observer.OnDurable(revision);

    public void OnFailed(OperationLogException reason) => Observer.OnFailed(reason);

    public void OnClaimed(SourceId source, long session) => _claimed.TrySetResult((source, session));

    public StoreMemory? Recall() => Memory;

    public ValueTask DisposeAsync() => Log.DisposeAsync();
}
