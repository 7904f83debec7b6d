namespace StoreHub.Protocol.Messages;

/// <summary>What the hub calls at its clients. Each takes one object and returns nothing.</summary>
public static class ClientMethods
{
    /// <summary>History goes on: <see cref="RecordsMessage"/>.</summary>
    public const string Records = "records";

    /// <summary>A piece of a snapshot: <see cref="SnapshotChunk"/>.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Own writes are durable: <see cref="AckMessage"/>.</summary>
    public const string Ack = "ack";

    /// <summary>Somebody published to a topic: <see cref="EventMessage"/>.</summary>
    public const string Event = "event";

    /// <summary>The hub ended a subscription: <see cref="ClosedMessage"/>.</summary>
    public const string Closed = "closed";
}
