using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Workloads;

/// <summary>Records cut into the pieces in which they reach a replica, and what a replica has written before they come.</summary>
internal static class Deliveries
{
    public static IReadOnlyList<HistoryRecord>[] Cut(HistoryRecord[] records, int size) => [.. records.Chunk(size)];

    /// <summary>Applies all, one delivery after the other.</summary>
    public static long ApplyTo(Replica replica, IReadOnlyList<HistoryRecord>[] deliveries)
    {
        foreach (IReadOnlyList<HistoryRecord> delivery in deliveries) replica.Apply(delivery);
        return replica.Revision;
    }

    /// <summary>A replica at a snapshot, with an overlay of one transaction per path.</summary>
    public static Replica Replica(byte[] snapshot, params IReadOnlyList<StorePath> overlay)
    {
        var replica = new Replica(SourceId.Parse("me"));
        replica.LoadSnapshot(SettledState.DecodeSnapshot(snapshot));
        for (int seq = 0; seq < overlay.Count; seq++)
            replica.Write(new Transaction([new SetOperation(replica.Source, seq, 1.8e12 + seq, overlay[seq], seq)], replica.Revision));
        return replica;
    }

    /// <summary>Fails a benchmark that did not measure what it says.</summary>
    public static void RequireReplays(Replica replica, long expected)
    {
        if (replica.ReplayCount != expected) throw new InvalidOperationException($"The overlay was replayed {replica.ReplayCount} times, not {expected}.");
    }
}
