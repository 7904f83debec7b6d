using StoreHub.Operations;

namespace StoreHub.Client.Persistence;

/// <summary>An own transaction as it is kept.</summary>
internal sealed class KeptEntry(JournalEntry.Written written)
{
    public JournalEntry.Written Written { get; } = written;

    public JournalEntry.Refused? Refused { get; set; }

    public Transaction Transaction => Written.Transaction;
}
