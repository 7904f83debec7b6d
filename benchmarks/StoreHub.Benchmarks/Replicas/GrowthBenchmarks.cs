using BenchmarkDotNet.Attributes;
using StoreHub.Benchmarks.Workloads;
using StoreHub.Operations;

namespace StoreHub.Benchmarks.Replicas;

/// <summary>
/// Whether setting a key that is there, here or elsewhere, costs time or memory in proportion to the keys or to the operations before it: it
/// must not. The keys are random ones, so that large states pay for the processor's caches. Everything is settled. Per operation.
/// </summary>
[MemoryDiagnoser]
public class GrowthBenchmarks : IDisposable
{
    private const int Writes = 65_536;
    private const int Delivery = 64;

    private HubReplica _hub = null!;
    private StorePath[] _paths = null!;
    private StoreNode[] _nodes = null!;
    private IReadOnlyList<HistoryRecord>[] _deliveries = null!;

    [Params(1_000, 100_000, 1_000_000)]
    public int Keys { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _hub = new HubReplica(FlatState.Create(Keys));
        _paths = FlatState.RandomPaths(Keys, Writes);
        _nodes = [.. _paths.Select(_hub.Store.Node)];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        if (_hub is { } hub && (hub.Store.Node(FlatState.All).Count != Keys || hub.Replica.PendingCount != 0))
            throw new InvalidOperationException($"The store has {hub.Store.Node(FlatState.All).Count} keys and {hub.Replica.PendingCount} transactions pending, not {Keys} keys.");
        _hub?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "a write here, later settled", OperationsPerInvoke = Writes)]
    public long Write()
    {
        for (int i = 0; i < Writes; i++)
        {
            _nodes[i].Value = i;
            if (i % Delivery == Delivery - 1) _hub.Settle();
        }

        return _hub.Replica.Revision;
    }

    [IterationSetup(Target = nameof(Apply))]
    public void Record() => _deliveries = Deliveries.Cut(FlatState.Overwrites(_paths, _hub.Replica.Revision), Delivery);

    [Benchmark(Description = "a record from elsewhere", OperationsPerInvoke = Writes)]
    public long Apply() => Deliveries.ApplyTo(_hub.Replica, _deliveries);
}
