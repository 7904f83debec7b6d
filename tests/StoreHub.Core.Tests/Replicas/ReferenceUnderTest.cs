using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>The reference in the replica's place: keeps all records and replays from nothing for each question. Shows that the harness works.</summary>
internal class ReferenceUnderTest : IReplicaUnderTest
{
    protected List<HistoryRecord> Records { get; } = [];

    protected List<Transaction> Own { get; } = [];

    public virtual void Write(Transaction transaction) => Own.Add(transaction);

    public void Withdraw(long firstSeq) => Own.RemoveAll(own => own.FirstSeq == firstSeq);

    public virtual void Deliver(IReadOnlyList<HistoryRecord> records)
    {
        foreach (HistoryRecord record in records)
        {
            Records.Add(record);
            if (record.Kind == RecordKind.Void) Own.RemoveAll(own => own.Source == record.Source && own.FirstSeq == record.FirstSeq);
        }
    }

    public virtual void Acknowledge(long seq)
    {
    }

    public virtual object TakeSnapshot() => Records.ToArray();

    public virtual void LoadSnapshot(object snapshot, IReadOnlyList<Transaction> outbox)
    {
        Records.Clear();
        Records.AddRange((HistoryRecord[])snapshot);
        Own.Clear();
        Own.AddRange(outbox);
    }

    public StoreValue Visible() => View().Visible();

    public string Structure() => View().Structure();

    public string SettledStructure() => Settled().State.Structure();

    public string Table() => Settled().Table();

    protected virtual ReferenceHistory Settled() => ReferenceReplica.Settled(Records);

    protected virtual ReferenceState View() => ReferenceReplica.View(Settled(), Own);
}
