using StoreHub.Benchmarks.Workloads;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Peers;

/// <summary>Somebody opens a store of 10,000 keys that have been overwritten many times: a snapshot is all that is sent.</summary>
internal sealed class LateJoin
{
    private const int Writers = 8;

    private readonly byte[] _snapshot;

    public LateJoin(int writes)
    {
        SettledState state = KeyedState.Create();
        SourceId[] writers = [.. Enumerable.Range(0, Writers).Select(static writer => SourceId.Parse($"writer{writer}"))];
        long[] seqs = new long[Writers];
        var random = new Random(1);
        for (int i = 0; i < writes; i++)
        {
            int writer = random.Next(Writers);
            double ts = state.LastTs + 0.25;
            var set = new SetOperation(writers[writer], seqs[writer]++, ts, KeyedState.Path(random.Next(KeyedState.Keys)), i);
            state.Apply(HistoryRecord.Of(new Transaction([set], 0), state.Revision + 1, ts));
        }

        _snapshot = state.EncodeSnapshot();
    }

    public int Bytes => _snapshot.Length;

    public double Join() => Measure.Milliseconds(() =>
    {
        var replica = new Replica(SourceId.Parse("late"));
        replica.LoadSnapshot(SettledState.DecodeSnapshot(_snapshot));
    });
}
