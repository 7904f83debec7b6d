using StoreHub.Operations;

namespace StoreHub.Client.Persistence;

/// <summary>One thing that happened to a store and is kept; its cases are all there are. Immutable.</summary>
internal abstract record JournalEntry
{
    private JournalEntry()
    {
    }

    /// <summary>Whose journal it is: folder names do not tell all names apart.</summary>
    public sealed record Named(string Store) : JournalEntry;

    /// <summary>Under which source is written from here on; what was written before is not pending, but for what is written again after it.</summary>
    public sealed record Own(SourceId Source, string Token, long NextSeq, long EverSent, long AcknowledgedSeq, double LastTs) : JournalEntry;

    /// <summary>The settled state is this one.</summary>
    public sealed record Snapshot(string Epoch, ReadOnlyMemory<byte> State) : JournalEntry;

    /// <summary>History went on; without records only the epoch changed.</summary>
    public sealed record Settled(string Epoch, IReadOnlyList<HistoryRecord> Records) : JournalEntry;

    /// <summary>The application wrote.</summary>
    public sealed record Written(Transaction Transaction, long WrittenAt) : JournalEntry;

    /// <summary>A transaction was refused, here (then its void is sent) or at the hub (then that is durable), which may say why.</summary>
    public sealed record Refused(long FirstSeq, bool IsVoid, bool IsVoidAtHub, StoreErrorCode Code, string Reason) : JournalEntry;

    /// <summary>Everything up to a seq is durable at the hub.</summary>
    public sealed record Acknowledged(long Seq) : JournalEntry;

    /// <summary>Everything up to a seq has left the outbox, and the application was told what there was to tell.</summary>
    public sealed record Done(long Seq) : JournalEntry;

    /// <summary>What is written may be sent at any time from here on, or no more.</summary>
    public sealed record Conversing(bool On) : JournalEntry;

    /// <summary>A new life began with this seq; the hub has not yet said how far the one before came.</summary>
    public sealed record Resumed(long Seq) : JournalEntry;

    /// <summary>The hub knew the source as it is kept here when it was at this revision of this epoch.</summary>
    public sealed record Opened(string Epoch, long Revision) : JournalEntry;

    /// <summary>A reader follows history from here on, while the source is away: how far history has settled says nothing of it any more.</summary>
    public sealed record Followed : JournalEntry;
}
