using BenchmarkDotNet.Attributes;
using StoreHub.Benchmarks.Workloads;

namespace StoreHub.Benchmarks.Replicas;

/// <summary>
/// Whether an edit in the middle costs time in proportion to the array: it must not. A pair is an insert and a removal, both settled, and the
/// tombstone forgotten, so that each invocation leaves the array as long as it was. Per pair.
/// </summary>
[MemoryDiagnoser]
public class ArrayGrowthBenchmarks : IDisposable
{
    private const int Pairs = 64;

    private HubReplica _hub = null!;
    private StoreArray _array = null!;

    [Params(1_000, 10_000, 100_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _hub = new HubReplica(TypedState.Create(Length).EncodeSnapshot());
        _array = _hub.Store["text"].AsArray();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        if (_array is { } array && (array.Count != Length || _hub.Replica.ReadSettled(static state => state.TombstoneCount) != 0))
            throw new InvalidOperationException($"The array has {array.Count} elements and tombstones, not {Length} elements.");
        _hub?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "insert and remove in the middle", OperationsPerInvoke = Pairs)]
    public long InsertAndRemove()
    {
        for (int i = 0; i < Pairs; i++)
        {
            _array.Insert(Length / 2, "x");
            _array.RemoveAt(Length / 2);
        }

        return _hub.Settle(forget: true);
    }
}
