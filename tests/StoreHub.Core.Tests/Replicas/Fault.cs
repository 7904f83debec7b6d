namespace StoreHub.Core.Tests.Replicas;

/// <summary>A rule that is taken away, to see that the histories notice.</summary>
public enum Fault
{
    /// <summary>The overlay is sorted by ts in place of seq, among the settled operations.</summary>
    OverlayByTs,

    /// <summary>Remote operations are applied over the overlay, as they arrive.</summary>
    RemoteOverOverlay,

    /// <summary>A sort removes the elements and inserts their values anew.</summary>
    SortAsSplice,

    /// <summary>A path whose element is gone falls back to the index.</summary>
    PathFallsBackToIndex,

    /// <summary>A removal whose element is gone falls back to the index.</summary>
    RemovalFallsBackToIndex,

    /// <summary>A set gives an array's element a new identity.</summary>
    SetReplacesIdentity,

    /// <summary>An insert whose left anchor is a tombstone is taken for one whose anchor is unknown.</summary>
    TombstonesAreUnknown,

    /// <summary>A replica forgets what has grown old for itself, in place of at the floor's record.</summary>
    FloorOutOfBand,

    /// <summary>A refused transaction stays.</summary>
    RefusalKeepsEffect,

    /// <summary>A void stands for its first seq only.</summary>
    VoidCoversOneSeq,

    /// <summary>All operations of a transaction have its last revision.</summary>
    TransactionHasOneRevision,

    /// <summary>A record that comes again takes effect again.</summary>
    RepeatsTakeEffect,

    /// <summary>An operation leaves the outbox when it is sequenced, not yet durable.</summary>
    OutboxDroppedWhenSequenced,

    /// <summary>After a crash the replica goes on from what the hub has lost.</summary>
    ResumeIgnoresEpoch,

    /// <summary>A snapshot leaves out tombstones.</summary>
    SnapshotWithoutTombstones,
}
