using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub.Replicas;

/// <summary>What the store surface needs of a replica, with a hub or without.</summary>
internal interface IStoreReplica
{
    /// <summary>The name of this incarnation.</summary>
    SourceId Source { get; }

    /// <summary>The settled revision that new transactions carry as their base; 0 without a hub.</summary>
    long Revision { get; }

    /// <summary>The visible tree; for reading only.</summary>
    StateTree Tree { get; }

    /// <summary>Who hears of changes.</summary>
    IChangeSink? Changes { get; set; }

    /// <summary>
    /// Applies one own operation of a transaction that is still being written; then <see cref="CommitDraft"/> or <see cref="RollbackDraft"/>.
    /// <see cref="Changes"/> does not hear of it: the writer says so once the transaction is kept.
    /// </summary>
    bool WriteDraft(Operation operation, ref ReplicaDraft draft);

    /// <summary>Keeps the transaction.</summary>
    void CommitDraft(Transaction transaction, in ReplicaDraft draft);

    /// <summary>Takes back the operations that the draft got since <paramref name="mark"/>; by default all.</summary>
    void RollbackDraft(in ReplicaDraft draft, in ReplicaDraft mark = default);
}
