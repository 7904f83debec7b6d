using StoreHub.Benchmarks.Workloads;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Peers;

/// <summary>A trace written here, applied by another replica, and what both hold in the end.</summary>
internal sealed class TraceRound(TraceText text)
{
    /// <summary>How many edits history brings back at once, as a hub's frames would.</summary>
    private const int Frame = 64;

    private static readonly byte[] Empty = new SettledState().EncodeSnapshot();

    public double WriteAlone()
    {
        using Store store = Store.Create();
        store[TraceText.Key].Value = ArrayValue.Empty;
        double time = Measure.Milliseconds(() => text.Write(store));
        text.Require(store.Snapshot());
        return time;
    }

    /// <returns>The time, and what the replica holds once all tombstones are forgotten.</returns>
    public (double Milliseconds, long Bytes) WriteWithHub()
    {
        long before = Measure.HeldBytes();
        using var hub = new HubReplica(Empty);
        hub.Store[TraceText.Key].Value = ArrayValue.Empty;
        double time = Measure.Milliseconds(() => text.Write(hub.Store, written =>
        {
            if (written % Frame == 0) hub.Settle();
        }));
        hub.Settle(forget: true);
        long held = Measure.HeldBytes() - before;
        text.Require(hub.Store.Snapshot());
        return (time, held);
    }

    /// <summary>All of history as it travels, without the floor at its end.</summary>
    public List<byte[]> Record()
    {
        List<byte[]> history = [];
        using var hub = new HubReplica(Empty) { Sequenced = record => history.Add(RecordEncoding.ToBytes(record)) };
        hub.Store[TraceText.Key].Value = ArrayValue.Empty;
        text.Write(hub.Store, written =>
        {
            if (written % Frame == 0) hub.Settle();
        });
        hub.Settle();
        return history;
    }

    /// <summary>Each record is read and applied by itself.</summary>
    /// <returns>The time, and what the replica holds once all tombstones are forgotten.</returns>
    public (double Milliseconds, long Bytes) Apply(List<byte[]> history)
    {
        long before = Measure.HeldBytes();
        var replica = new Replica(SourceId.Parse("reader"));
        double time = Measure.Milliseconds(() =>
        {
            var names = new NameCache();
            foreach (byte[] bytes in history)
            {
                var reader = new MessagePackReader(bytes);
                replica.Apply(RecordEncoding.Read(ref reader, null, names));
            }
        });
        replica.Apply(HistoryRecord.ForFloor(replica.Revision, replica.Revision + 1, Math.BitIncrement(replica.LastTs)));
        long held = Measure.HeldBytes() - before;
        text.Require(replica.ToValue());
        return (time, held);
    }

    /// <summary>Each record is applied by itself; they were read before.</summary>
    public double ApplyRecords(List<byte[]> history)
    {
        List<HistoryRecord> records = history.ConvertAll(static bytes => RecordEncoding.FromBytes(bytes));
        var replica = new Replica(SourceId.Parse("reader"));
        double time = Measure.Milliseconds(() =>
        {
            foreach (HistoryRecord record in records) replica.Apply(record);
        });
        text.Require(replica.ToValue());
        return time;
    }
}
