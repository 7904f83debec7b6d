using StoreHub.Operations;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>What the random histories ask of a replica with a hub.</summary>
internal interface IReplicaUnderTest
{
    /// <summary>Its own next transaction goes to its overlay.</summary>
    void Write(Transaction transaction);

    /// <summary>Takes back one that is pending, as if it had never been written; if it is in history all the same, history counts.</summary>
    void Withdraw(long firstSeq);

    /// <summary>Records reach it, some perhaps for the second time.</summary>
    void Deliver(IReadOnlyList<HistoryRecord> records);

    /// <summary>Its seqs are durable up to this one. Changes nothing that can be seen.</summary>
    void Acknowledge(long seq);

    /// <summary>Its settled part, for another one's <see cref="LoadSnapshot"/>.</summary>
    object TakeSnapshot();

    /// <summary>Takes a settled part in place of its own; what is in the outbox above the snapshot's table is its overlay then.</summary>
    void LoadSnapshot(object snapshot, IReadOnlyList<Transaction> outbox);

    StoreValue Visible();

    /// <summary>Settled part and overlay, as <see cref="Reference.StructureText"/> says.</summary>
    string Structure();

    /// <summary>The settled part alone.</summary>
    string SettledStructure();

    /// <summary>As <see cref="Reference.ReferenceHistory.Table"/> says.</summary>
    string Table();
}
