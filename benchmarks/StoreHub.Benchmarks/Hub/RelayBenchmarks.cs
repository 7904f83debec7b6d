using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Benchmarks.Workloads;
using StoreHub.Operations;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;

namespace StoreHub.Benchmarks.Hub;

/// <summary>
/// A transaction's way through the hub without its sockets: sequenced, encoded, and put into the frame that all subscribers share. The tail
/// is trimmed as in the hub's defaults. Per transaction.
/// </summary>
[MemoryDiagnoser]
public class RelayBenchmarks
{
    private const int Count = 32_768;
    private const int MaxTail = 10_000;

    private IHubProtocol _protocol = null!;
    private Transaction[] _transactions = null!;
    private Sequencer _sequencer = null!;
    private EncodedTail _tail = null!;
    private List<HistoryRecord> _published = null!;

    /// <summary>How many transactions one append takes in, and one frame carries.</summary>
    [Params(1, 64)]
    public int Append { get; set; }

    [Params("messagepack", "json")]
    public string Protocol { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _protocol = Wire.Protocol(Protocol);
        _transactions = Wire.Transactions(Count);
    }

    [IterationSetup]
    public void MakeStore()
    {
        _sequencer = new Sequencer();
        _tail = new EncodedTail("store", "epoch", 0, 256 << 10);
        _published = new List<HistoryRecord>(Append);
    }

    [Benchmark(Description = "sequence, encode, frame", OperationsPerInvoke = Count)]
    public long Relay()
    {
        long bytes = 0;
        for (int next = 0; next < Count; next += Append)
        {
            _published.Clear();
            for (int i = 0; i < Append; i++)
            {
                AppendOutcome outcome = _sequencer.Sequence(_transactions[next + i], double.MaxValue, out HistoryRecord? record);
                _published.Add(record ?? throw new InvalidOperationException($"{outcome.Kind}: nothing was appended."));
            }

            long cursor = _tail.Last;
            _tail.Append(_published);
            _tail.Offer();
            TailFrame frame = _tail.FrameAfter(cursor)!;
            bytes += _protocol is MessagePackHubProtocol ? frame.Prepared.Bytes.Length : frame.Serialized.GetSerializedMessage(_protocol).Length;
            if (_tail.Operations <= MaxTail) continue;
            long through = _tail.TrimPoint(MaxTail, 8 << 20);
            _tail.Trim(through);
            _sequencer.Trim(through);
        }

        return bytes;
    }
}
