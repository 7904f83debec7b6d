using StoreHub.Operations;

namespace StoreHub.Replicas;

/// <summary>An own transaction of the overlay.</summary>
internal struct PendingTransaction(Transaction transaction)
{
    public readonly Transaction Transaction = transaction;

    /// <summary>How many undo entries it made when last applied.</summary>
    public int UndoCount;

    /// <summary>Which of its first 64 operations had an effect when last applied.</summary>
    public ulong Effects;
}
