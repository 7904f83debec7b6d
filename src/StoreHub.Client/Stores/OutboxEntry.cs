using StoreHub.Operations;

namespace StoreHub.Client.Stores;

/// <summary>An own transaction that the hub has not both placed and made durable yet.</summary>
internal sealed class OutboxEntry(Transaction transaction, long writtenAt, long ordinal)
{
    /// <summary>What is sent: the transaction, or the void that took its place.</summary>
    public Transaction Transaction { get; set; } = transaction;

    /// <summary>The settled revision when it was written.</summary>
    public long WrittenAt { get; } = writtenAt;

    /// <summary>Its number among all transactions of this store, under whatever source; rises by one.</summary>
    public long Ordinal { get; } = ordinal;

    /// <summary>What the application wrote, for telling it when that was refused.</summary>
    public Transaction Written { get; set; } = transaction;

    /// <summary>Up to where the journal must be on disk for it to be kept there; 0: it is, or none is kept.</summary>
    public long KeptAt { get; set; }

    public bool IsSettled { get; set; }

    public bool IsAcknowledged { get; set; }

    /// <summary>Whether the hub said that its place in history is a void's.</summary>
    public bool IsVoidAtHub { get; set; }

    /// <summary>Why it became void; null if the hub said so without a reason, or it is not void.</summary>
    public StoreException? Refusal { get; set; }
}
