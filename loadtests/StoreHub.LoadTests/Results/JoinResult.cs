namespace StoreHub.LoadTests.Results;

/// <summary>What joining late costs; written as JSON under these names in camel case.</summary>
internal sealed record JoinResult
{
    /// <summary>The wire protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>The command line's arguments.</summary>
    public required string Arguments { get; init; }

    /// <summary>How many keys the store has.</summary>
    public required int Keys { get; init; }

    /// <summary>How many operations its history has.</summary>
    public required long Operations { get; init; }

    /// <summary>Operations per second while history was written, by one writer.</summary>
    public required double WrittenPerSecond { get; init; }

    /// <summary>Bytes of WebSocket payload until one who joins has everything.</summary>
    public required long JoinBytes { get; init; }

    /// <summary>From the call to open the store, on a connection that stands, until it is live with everything.</summary>
    public required LatencySummary? JoinMs { get; init; }

    /// <summary>The same from the beginning, connecting included.</summary>
    public required LatencySummary? ConnectAndJoinMs { get; init; }

    /// <summary>How many operations those who came back had missed.</summary>
    public required int Missed { get; init; }

    /// <summary>Bytes of WebSocket payload until one who comes back has everything.</summary>
    public required long ReconnectBytes { get; init; }

    /// <summary>Memory of the hub after it, in bytes, after a full collection; null if it was running before.</summary>
    public required long? HubHeapBytes { get; init; }

    /// <summary>Whether all who joined have the hub's state.</summary>
    public required bool Converged { get; init; }

    /// <summary>The state's hash.</summary>
    public required string StateHash { get; init; }
}
