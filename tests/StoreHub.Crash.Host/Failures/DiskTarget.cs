namespace StoreHub.Crash.Host.Failures;

/// <summary>What a call of the disk is about.</summary>
internal enum DiskTarget
{
    /// <summary>Nothing that has failpoints.</summary>
    Other,

    /// <summary>A segment that has its name.</summary>
    Segment,

    /// <summary>A segment on its way to its name.</summary>
    NewSegment,

    /// <summary>A snapshot on its way to its name.</summary>
    Snapshot,

    /// <summary>What an earlier process had begun, and did not live to complete.</summary>
    Leftover,
}
