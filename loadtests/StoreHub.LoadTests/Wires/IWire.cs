using StoreHub.LoadTests.Connections;

namespace StoreHub.LoadTests.Wires;

/// <summary>How a connection that only counts speaks with a target. Immutable; safe for any thread.</summary>
internal interface IWire
{
    /// <summary>SignalR's hub protocol; null: no SignalR.</summary>
    string? HubProtocol { get; }

    /// <summary>Whether messages are text.</summary>
    bool IsText { get; }

    /// <summary>How much of each message <see cref="Read"/> needs to see.</summary>
    int Beginning { get; }

    /// <summary>The call that joins a store as one who listens; null: connecting is joining.</summary>
    ReadOnlyMemory<byte>? Join(string store);

    /// <summary>What keeps an idle connection open; null: nothing is needed.</summary>
    ReadOnlyMemory<byte>? Ping { get; }

    IMessageSplitter CreateSplitter();

    /// <summary>What a message is, by its beginning.</summary>
    /// <param name="message">Its beginning.</param>
    /// <param name="operations">How many operations it brings.</param>
    MessageKind Read(ReadOnlySpan<byte> message, out int operations);
}
