using System.Globalization;
using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Snapshots;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>The replica, with what it hears and says going over a wire.</summary>
/// <param name="source">Its source.</param>
/// <param name="wire">The wire.</param>
/// <param name="drafts">Whether it writes as the store's surface does: operation by operation, after a draft that is rolled back.</param>
internal sealed class ReplicaUnderTest(SourceId source, Wire wire, bool drafts) : IReplicaUnderTest
{
    private readonly Replica _replica = new(source);

    public void Write(Transaction transaction)
    {
        Transaction passed = wire.Pass(transaction);
        if (drafts) WriteDraft(_replica, passed);
        else _replica.Write(passed);
    }

    public void Withdraw(long firstSeq)
    {
        if (!_replica.Withdraw(firstSeq)) throw new InvalidOperationException($"{firstSeq} is not pending.");
    }

    public void Deliver(IReadOnlyList<HistoryRecord> records)
    {
        // whoever holds the connection leaves out what comes again
        HistoryRecord[] next = [.. records.Where(record => record.FirstRevision > _replica.Revision).Select(record => wire.Pass(record))];
        _replica.Apply(next);
    }

    public void Acknowledge(long seq)
    {
    }

    public object TakeSnapshot() => _replica.ReadSettled(settled => wire switch
    {
        Wire.Json => SnapshotJson.Encode(settled),
        _ => SnapshotEncoding.Encode(settled),
    });

    public void LoadSnapshot(object snapshot, IReadOnlyList<Transaction> outbox)
    {
        SettledState settled = wire == Wire.Json ? SnapshotJson.Decode((byte[])snapshot) : SnapshotEncoding.Decode((byte[])snapshot);
        _replica.LoadSnapshot(settled);
        long last = settled.Sources.TryGet(source, out SourceEntry? entry) ? entry.LastSeq : -1;
        Transaction[] overlay = [.. outbox.Where(own => own.FirstSeq > last)];
        if (!overlay.Select(own => own.FirstSeq).SequenceEqual(_replica.Pending.Select(own => own.FirstSeq))) _replica.Reissue(source, overlay);
    }

    public StoreValue Visible() => _replica.ToValue();

    public string Structure() => TreeText.Of(_replica.Tree);

    public string SettledStructure() => _replica.ReadSettled(settled => TreeText.Of(settled.Tree));

    public string Table() => string.Create(CultureInfo.InvariantCulture, $"revision {_replica.Revision} floor {_replica.Floor} forgotten {_replica.ForgottenAt} ts {_replica.LastTs:R}")
        + string.Concat(_replica.Sources.OrderBy(one => one.Key).Select(one => $"\n{one.Key} {Text(one.Value)}"));

    private static void WriteDraft(IStoreReplica replica, Transaction transaction)
    {
        string before = TreeText.Of(replica.Tree);
        var draft = default(ReplicaDraft);
        foreach (Operation operation in transaction.Operations) replica.WriteDraft(operation, ref draft);
        replica.RollbackDraft(draft);
        string after = TreeText.Of(replica.Tree);
        if (before != after) throw new InvalidOperationException($"A draft that was rolled back left\n{after}\nin place of\n{before}");
        draft = default;
        foreach (Operation operation in transaction.Operations) replica.WriteDraft(operation, ref draft);
        replica.CommitDraft(transaction, draft);
    }

    private static string Text(SourceEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.LastSeq}@{entry.LastRevision} ts {entry.LastTs:R} ")
        + $"voids [{string.Join(' ', entry.Voids.Select(range => $"{range.FirstSeq}+{range.Count}@{range.Revision}"))}]";
}
