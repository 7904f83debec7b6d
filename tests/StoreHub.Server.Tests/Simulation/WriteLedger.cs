using StoreHub.Client.Stores;
using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>What became of all that a client wrote.</summary>
internal sealed class WriteLedger(SimulationWorld world, SimulatedClient client)
{
    private readonly List<OutboxEntry> _written = [];
    private readonly HashSet<OutboxEntry> _done = [];
    private readonly HashSet<OutboxEntry> _unknown = [];
    private readonly List<(SourceId Source, long First, long End)> _lost = [];

    public void Add(OutboxEntry entry) => _written.Add(entry);

    public void Done(OutboxEntry entry) => _done.Add(entry);

    /// <summary>The client reports that nobody knows what became of something.</summary>
    public void Unknown(OutboxEntry entry) => _unknown.Add(entry);

    /// <summary>The client reports that the hub has lost what it had acknowledged.</summary>
    public void Lost(SourceId source, long first, long end) => _lost.Add((source, first, end));

    /// <summary>The overlay is exactly what the client wrote, did not take back, and history does not have.</summary>
    public void CheckOverlay()
    {
        long last = client.Replica.Sources.TryGet(client.Source, out SourceEntry? entry) ? entry.LastSeq : -1;
        IEnumerable<long> expected = _written.Select(one => one.Transaction).Where(one => one.Source == client.Source && !one.IsVoid && one.FirstSeq > last).Select(one => one.FirstSeq);
        if (!expected.SequenceEqual(client.Replica.Pending.Select(one => one.FirstSeq)))
            throw world.Violation($"{client.Source} should have in its overlay {string.Join(' ', expected)}, but has {string.Join(' ', client.Replica.Pending.Select(one => one.FirstSeq))}");
    }

    /// <summary>Every write has come to an end, and history agrees.</summary>
    public void Check()
    {
        var history = new Dictionary<OperationId, HistoryRecord>();
        foreach (HistoryRecord record in world.History.Chain.Where(record => record.HasAuthor))
        {
            // clients never come back under a source that was forgotten
            if (!history.TryAdd(new OperationId(record.Source, record.FirstSeq), record)) throw world.Violation($"{record.Source}:{record.FirstSeq} is in history twice");
        }

        foreach (OutboxEntry entry in _written)
        {
            Transaction one = entry.Transaction;
            var id = new OperationId(one.Source, one.FirstSeq);
            if (_unknown.Contains(entry)) continue;
            if (!_done.Contains(entry)) throw world.Violation($"nobody knows what became of {id}");
            HistoryRecord? record = history.GetValueOrDefault(id);
            if (one.IsVoid && record?.Kind == RecordKind.Transaction) throw world.Violation($"{id} was refused and took effect");
            if (one.IsVoid || IsReportedLost(one) || (world.Options.Lossy && one.Source != client.Source)) continue;
            if (record?.Kind != RecordKind.Transaction) throw world.Violation($"{id} was acknowledged, and history has {(record is null ? "nothing" : "a void")}");
            if (!Same(entry.Written, record)) throw world.Violation($"{id} was written as\n{OperationText.Of(entry.Written.Operations)}\nand history has\n{OperationText.Of(record)}");
        }
    }

    // an earlier source's loss may show only after its client went on under another one; nothing tells the client then
    private bool IsReportedLost(Transaction one) => _lost.Exists(range => range.Source == one.Source && one.FirstSeq >= range.First && one.LastSeq < range.End);

    // the wire has one form of what is equal: -0 as a key, for one
    private static bool Same(Transaction written, HistoryRecord record)
    {
        var arrived = HistoryRecord.Of(TransactionEncoding.FromBytes(TransactionEncoding.ToBytes(written)), record.FirstRevision, record.Ts);
        return RecordEncoding.ToBytes(arrived).AsSpan().SequenceEqual(RecordEncoding.ToBytes(record));
    }
}
