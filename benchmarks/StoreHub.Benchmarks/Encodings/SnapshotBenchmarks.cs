using BenchmarkDotNet.Attributes;
using StoreHub.Benchmarks.Workloads;
using StoreHub.Encodings;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Encodings;

/// <summary>A whole state as a snapshot and back, and its hash. Per state.</summary>
[MemoryDiagnoser]
public class SnapshotBenchmarks
{
    private SettledState _state = null!;
    private byte[] _binary = null!;
    private byte[] _json = null!;

    public enum Shape
    {
        Keys10000,
        Typed100000,
    }

    [ParamsAllValues]
    public Shape State { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _state = State == Shape.Keys10000 ? KeyedState.Create() : TypedState.Create(100_000);
        _binary = _state.EncodeSnapshot();
        _json = _state.EncodeSnapshotJson();
        if (Decode().ComputeHash() != _state.ComputeHash() || DecodeJson().ComputeHash() != _state.ComputeHash())
            throw new InvalidOperationException("A decoded snapshot is another state.");
    }

    [Benchmark(Description = "encode")]
    public byte[] Encode() => _state.EncodeSnapshot();

    [Benchmark(Description = "decode")]
    public SettledState Decode() => SettledState.DecodeSnapshot(_binary);

    [Benchmark(Description = "encode as JSON")]
    public byte[] EncodeJson() => _state.EncodeSnapshotJson();

    [Benchmark(Description = "decode from JSON")]
    public SettledState DecodeJson() => SettledState.DecodeSnapshotJson(_json);

    [Benchmark(Description = "canonical hash")]
    public StateHash Hash() => _state.ComputeHash();
}
