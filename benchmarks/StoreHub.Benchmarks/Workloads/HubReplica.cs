using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Workloads;

/// <summary>A store whose hub is played by <see cref="Settle"/>: what was written comes back as history.</summary>
internal sealed class HubReplica : IDisposable
{
    private readonly List<HistoryRecord> _records = [];

    public HubReplica(byte[] snapshot)
        : this(SettledState.DecodeSnapshot(snapshot))
    {
    }

    public HubReplica(SettledState state)
    {
        var clock = new HybridClock(TimeProvider.System);
        Replica = new Replica(SourceId.Parse("me"));
        Replica.LoadSnapshot(state);
        Store = new Store(Replica, clock, StoreLimits.Default);
    }

    public Replica Replica { get; }

    public Store Store { get; }

    /// <summary>Hears every record that history gets.</summary>
    public Action<HistoryRecord>? Sequenced { get; init; }

    /// <summary>Sequences all that is pending and, if asked to, forgets all tombstones.</summary>
    /// <returns>The revision.</returns>
    public long Settle(bool forget = false)
    {
        long revision = Replica.Revision;
        double ts = Replica.LastTs;
        foreach (Transaction transaction in Replica.Pending)
        {
            _records.Add(HistoryRecord.Of(transaction, revision + 1, ts = transaction.Ts));
            revision += transaction.Count;
        }

        if (forget) _records.Add(HistoryRecord.ForFloor(revision, revision + 1, ts = Math.BitIncrement(ts)));
        if (Sequenced is { } sequenced) _records.ForEach(sequenced);
        Replica.Apply(_records);
        Store.Clock.Observe(ts);
        _records.Clear();
        return Replica.Revision;
    }

    public void Dispose() => Store.Dispose();
}
