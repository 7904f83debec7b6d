namespace StoreHub.Protocol.Messages;

/// <summary>The hub ended a subscription. Immutable.</summary>
public sealed record ClosedMessage
{
    /// <summary>The store; empty if it is about all of the connection's.</summary>
    public required string Store { get; init; }

    /// <summary>The reason.</summary>
    public required StoreErrorCode Code { get; init; }

    /// <summary>The reason, for people.</summary>
    public required string Message { get; init; }

    /// <summary>Whether opening it again helps.</summary>
    public required bool Reconnect { get; init; }
}
