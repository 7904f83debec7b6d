namespace StoreHub.LoadTests.Replays;

/// <summary>What a replay came to; written as JSON under these names in camel case.</summary>
internal sealed record ReplayResult
{
    /// <summary>The trace's name.</summary>
    public required string Trace { get; init; }

    /// <summary>Whether all replicas and the hub have one hash at one revision of one epoch.</summary>
    public required bool Converged { get; init; }

    /// <summary>Whether every replica shows the recorded text.</summary>
    public required bool Expected { get; init; }

    /// <summary>How many operations were written for the session.</summary>
    public required int Operations { get; init; }

    /// <summary>How many transactions the trace has.</summary>
    public required int Transactions { get; init; }

    /// <summary>How many of them were written without having seen everything before them.</summary>
    public required int Concurrent { get; init; }

    /// <summary>From the first write until everybody had everything.</summary>
    public required double Seconds { get; init; }

    /// <summary>The hub's hash.</summary>
    public required string StateHash { get; init; }

    /// <summary>The revision that everybody ended at.</summary>
    public required long Revision { get; init; }

    /// <summary>How many clients took part.</summary>
    public required int Clients { get; init; }

    /// <summary>The wire protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>The processor time of all clients together.</summary>
    public required double ClientCpuSeconds { get; init; }

    /// <summary>The processor time of the hub; null if it was running before.</summary>
    public required double? HubCpuSeconds { get; init; }

    /// <summary>What went wrong, one line each.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}
