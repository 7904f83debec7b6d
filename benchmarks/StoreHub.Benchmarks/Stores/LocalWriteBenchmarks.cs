using BenchmarkDotNet.Attributes;
using StoreHub.Benchmarks.Workloads;
using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Stores;

/// <summary>One key overwritten with a number through a node that is kept, each write its own transaction; nobody listens.</summary>
[MemoryDiagnoser]
public class LocalWriteBenchmarks : IDisposable
{
    // settled together, so that neither log nor overlay grows from one invocation to the next
    private const int Writes = 1024;

    private PeerReplica _peer = null!;
    private Store _peerStore = null!;
    private StoreNode _peerNode = null!;
    private HubReplica _hub = null!;
    private StoreNode _hubNode = null!;

    [GlobalSetup]
    public void Setup()
    {
        var clock = new HybridClock(TimeProvider.System);
        _peer = new PeerReplica(SourceId.Parse("me"), clock);
        _peerStore = new Store(_peer, clock, StoreLimits.Default);
        _peerNode = _peerStore["user"]["u7"]["k42"];
        _peerNode.Value = 0;
        _hub = new HubReplica(KeyedState.Create().EncodeSnapshot());
        _hubNode = _hub.Store["user"]["u7"]["k42"];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _peerStore?.Dispose();
        _hub?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "peer: write", OperationsPerInvoke = Writes)]
    public int PeerWrite()
    {
        for (int i = 0; i < Writes; i++) _peerNode.Value = i;
        return SettlePeer();
    }

    [Benchmark(Description = "peer: write and read back", OperationsPerInvoke = Writes)]
    public double PeerWriteAndRead()
    {
        double sum = 0;
        for (int i = 0; i < Writes; i++)
        {
            _peerNode.Value = i;
            sum += _peerNode.Value.AsNumber();
        }

        return sum + SettlePeer();
    }

    [Benchmark(Description = "hub: write, later settled", OperationsPerInvoke = Writes)]
    public long HubWrite()
    {
        for (int i = 0; i < Writes; i++) _hubNode.Value = i;
        return _hub.Settle();
    }

    [Benchmark(Description = "hub: write and read back, later settled", OperationsPerInvoke = Writes)]
    public double HubWriteAndRead()
    {
        double sum = 0;
        for (int i = 0; i < Writes; i++)
        {
            _hubNode.Value = i;
            sum += _hubNode.Value.AsNumber();
        }

        return sum + _hub.Settle();
    }

    [Benchmark(Description = "hub: one transaction of 1,024 writes, later settled", OperationsPerInvoke = Writes)]
    public long HubBatch()
    {
        _hub.Store.Batch(() =>
        {
            for (int i = 0; i < Writes; i++) _hubNode.Value = i;
        });
        return _hub.Settle();
    }

    private int SettlePeer()
    {
        int settled = _peerStore.SettleThrough(_peer.LastTs);
        return settled >= Writes ? settled : throw new InvalidOperationException($"{settled} writes were settled, not {Writes}.");
    }
}
