using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>A hub in a simulation: its opening of the store, and what it was told in it.</summary>
internal sealed class SimulatedNode(RedisNode node, RevisionWitness witness) : IStoreLogObserver
{
    private readonly List<HistoryRecord> _records = [];
    private SettledState _state = new();

    public RedisNode Node { get; } = node;

    public IStoreLog? Log { get; private set; }

    /// <summary>Why the opening ended; null while it has not.</summary>
    public OperationLogException? Failure { get; private set; }

    public IReadOnlyList<HistoryRecord> Records => _records;

    /// <summary>Opens the store anew, if it must be.</summary>
    public async Task OpenAsync()
    {
        if (Log is not null)
        {
            if (Failure is null) return;
            await Log.DisposeAsync();
            Log = null;
        }

        IStoreLog log = await Node.Log.OpenAsync(StoreName.Parse("store"));
        if (log.TrimmedThrough > 0) throw new InvalidOperationException("Nothing is trimmed here.");
        Failure = null;
        _records.Clear();
        _state = new SettledState();
        Log = log;
        log.Observe(0, this);
    }

    public void OnPublished(IReadOnlyList<HistoryRecord> records)
    {
        foreach (HistoryRecord record in records)
        {
            witness.See(Log!, record, _records.Count == 0 ? null : _records[^1]);
            _records.Add(record);
            _state.Apply(record);
        }
    }

    public void OnDurable(long revision)
    {
    }

    public void OnFailed(OperationLogException reason) => Failure = reason;

    public StoreMemory? Recall() => new(_state, 0, [.. _records]);
}
