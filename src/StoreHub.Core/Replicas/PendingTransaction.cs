using StoreHub.Operations;

namespace StoreHub.Replicas;

/// <summary>An own transaction of the overlay.</summary>
internal sealed class PendingTransaction(Transaction transaction)
{
    public Transaction Transaction { get; } = transaction;

    /// <summary>How many undo entries it made; 0 while the overlay is taken off.</summary>
    public int UndoCount { get; set; }

    /// <summary>Which of its first 64 operations had an effect when last applied.</summary>
    public ulong Effects { get; set; }
}
