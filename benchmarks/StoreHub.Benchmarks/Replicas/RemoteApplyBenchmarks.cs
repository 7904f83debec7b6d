using BenchmarkDotNet.Attributes;
using StoreHub.Benchmarks.Workloads;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Replicas;

/// <summary>Others' records reach a replica with 10,000 keys; each sets a key that is there. Per record.</summary>
[MemoryDiagnoser]
public class RemoteApplyBenchmarks
{
    private const int Many = 65_536;
    private const int Few = 8_192;
    private const int Pending = 64;

    private static readonly StorePath[] Elsewhere = [.. Enumerable.Range(0, Pending).Select(static i => StorePath.Of("mine", $"a{i}"))];
    private static readonly StorePath[] SameKeys = [.. Enumerable.Range(0, Pending).Select(KeyedState.Path)];

    private byte[] _snapshot = null!;
    private IReadOnlyList<HistoryRecord>[] _deliveries = null!;
    private IReadOnlyList<HistoryRecord>[] _conflicting = null!;
    private Replica _replica = null!;

    /// <summary>How many records come at once: the overlay is replayed at most once for all of them.</summary>
    [Params(1, 64)]
    public int Delivery { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        SettledState state = KeyedState.Create();
        _snapshot = state.EncodeSnapshot();
        _deliveries = Deliveries.Cut(KeyedState.Overwrites(state, Many), Delivery);
        _conflicting = Deliveries.Cut(KeyedState.Overwrites(state, Few, Pending), Delivery);
    }

    [IterationSetup(Target = nameof(InOrder))]
    public void WithoutOverlay() => _replica = Deliveries.Replica(_snapshot);

    [IterationSetup(Target = nameof(UnderOverlayElsewhere))]
    public void WithOverlayElsewhere() => _replica = Deliveries.Replica(_snapshot, Elsewhere);

    [IterationSetup(Target = nameof(UnderConflictingOverlay))]
    public void WithConflictingOverlay() => _replica = Deliveries.Replica(_snapshot, SameKeys);

    [IterationCleanup(Targets = [nameof(InOrder), nameof(UnderOverlayElsewhere)])]
    public void RequireNoReplay() => Deliveries.RequireReplays(_replica, 0);

    [IterationCleanup(Target = nameof(UnderConflictingOverlay))]
    public void RequireReplays() => Deliveries.RequireReplays(_replica, _conflicting.Length);

    [Benchmark(Description = "in order, no overlay", OperationsPerInvoke = Many)]
    public long InOrder() => Deliveries.ApplyTo(_replica, _deliveries);

    [Benchmark(Description = "under 64 pending on other paths", OperationsPerInvoke = Many)]
    public long UnderOverlayElsewhere() => Deliveries.ApplyTo(_replica, _deliveries);

    [Benchmark(Description = "under 64 pending on the same paths", OperationsPerInvoke = Few)]
    public long UnderConflictingOverlay() => Deliveries.ApplyTo(_replica, _conflicting);
}
