using BenchmarkDotNet.Attributes;
using StoreHub.Benchmarks.Workloads;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Replicas;

/// <summary>Inserts of one character in an array of 100,000. It grows by 8 % within an iteration, and begins anew with each. Per insert.</summary>
[MemoryDiagnoser]
public class ArrayBenchmarks : IDisposable
{
    private const int Length = 100_000;
    private const int Inserts = 8_192;

    private byte[] _snapshot = null!;
    private IReadOnlyList<HistoryRecord>[] _middle = null!;
    private IReadOnlyList<HistoryRecord>[] _end = null!;
    private Replica _replica = null!;
    private HubReplica _hub = null!;
    private StoreArray _array = null!;

    [GlobalCleanup]
    public void Dispose()
    {
        _hub?.Dispose();
        GC.SuppressFinalize(this);
    }

    [GlobalSetup]
    public void Setup()
    {
        SettledState state = TypedState.Create(Length);
        _snapshot = state.EncodeSnapshot();
        _middle = Deliveries.Cut(TypedState.Typing(state, Length, Length / 2, Inserts), 1);
        _end = Deliveries.Cut(TypedState.Typing(state, Length, Length, Inserts), 1);
    }

    [IterationSetup(Targets = [nameof(LocalInsert), nameof(LocalPush)])]
    public void MakeStore()
    {
        _hub = new HubReplica(_snapshot);
        _array = _hub.Store["text"].AsArray();
    }

    [IterationCleanup(Targets = [nameof(LocalInsert), nameof(LocalPush)])]
    public void CheckStore()
    {
        Require(_array.Count);
        _hub.Dispose();
    }

    [IterationSetup(Targets = [nameof(RemoteInsert), nameof(RemotePush)])]
    public void MakeReplica() => _replica = Deliveries.Replica(_snapshot);

    [IterationCleanup(Targets = [nameof(RemoteInsert), nameof(RemotePush)])]
    public void CheckReplica() => Require(_replica.Tree.Read(TypedState.Text.Segments).Container!.Count);

    [Benchmark(Description = "local insert in the middle", OperationsPerInvoke = Inserts)]
    public int LocalInsert()
    {
        for (int i = 0; i < Inserts; i++) _array.Insert(Length / 2, "x");
        return _hub.Replica.PendingCount;
    }

    [Benchmark(Description = "local push", OperationsPerInvoke = Inserts)]
    public int LocalPush()
    {
        for (int i = 0; i < Inserts; i++) _array.Push("x");
        return _hub.Replica.PendingCount;
    }

    [Benchmark(Description = "remote insert in the middle", OperationsPerInvoke = Inserts)]
    public long RemoteInsert() => Deliveries.ApplyTo(_replica, _middle);

    [Benchmark(Description = "remote push", OperationsPerInvoke = Inserts)]
    public long RemotePush() => Deliveries.ApplyTo(_replica, _end);

    private static void Require(int count)
    {
        if (count != Length + Inserts) throw new InvalidOperationException($"The array has {count} elements, not {Length + Inserts}.");
    }
}
