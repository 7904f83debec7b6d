namespace StoreHub.LoadTests.Results;

/// <summary>What it costs to keep a long history and to start on it; written as JSON under these names in camel case.</summary>
internal sealed record RecoverResult
{
    /// <summary>The command line's arguments.</summary>
    public required string Arguments { get; init; }

    /// <summary>What an acknowledgement meant: <c>sync</c>, <c>interval</c> or <c>none</c>.</summary>
    public required string Durability { get; init; }

    /// <summary>How many keys the store has.</summary>
    public required int Keys { get; init; }

    /// <summary>How many operations its history has.</summary>
    public required long Operations { get; init; }

    /// <summary>Operations per second while history was written, by one writer.</summary>
    public required double WrittenPerSecond { get; init; }

    /// <summary>Bytes of the data folder after it.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>Bytes of a snapshot of the store.</summary>
    public required long SnapshotBytes { get; init; }

    /// <summary>From the start of the hub's process, killed before, until the first client has the store live.</summary>
    public required LatencySummary? StartToLiveMs { get; init; }

    /// <summary>The same until the hub listens.</summary>
    public required LatencySummary? StartToListeningMs { get; init; }

    /// <summary>Memory of the hub before anybody opened the store, in bytes, after a full collection.</summary>
    public required long EmptyHeapBytes { get; init; }

    /// <summary>Memory of the hub with the store open and idle.</summary>
    public required long LoadedHeapBytes { get; init; }

    /// <summary>Memory of the hub after the store was let go.</summary>
    public required long UnloadedHeapBytes { get; init; }

    /// <summary>Whether every start gave the state that was written.</summary>
    public required bool Converged { get; init; }

    /// <summary>The state's hash.</summary>
    public required string StateHash { get; init; }
}
