using StoreHub.Protocol.Messages;
using StoreHub.Server.FanOut;

namespace StoreHub.Server.Topics;

/// <summary>What was published, with the frame that its subscribers share. Immutable.</summary>
/// <param name="message">The event.</param>
internal sealed class TopicEvent(EventMessage message)
{
    public EventMessage Message { get; } = message;

    /// <summary>The size of its value in the binary encoding.</summary>
    public int Bytes { get; } = message.Value.Binary.Length;

    /// <summary>What it counts where it waits: small ones take memory as well.</summary>
    public int QueuedBytes => Bytes + 512;

    public SharedFrame Frame { get; } = new(ClientMethods.Event, message);

    /// <summary>Whether it takes the place of what is retained.</summary>
    public bool Retain => Message.Retain;

    /// <summary>Whether nothing is retained from here on.</summary>
    public bool Clears => Message.Value.Value.IsUndefined;

    /// <summary>The same as those get it who were not there. With a frame of its own, so that the first one's goes with those who were.</summary>
    public TopicEvent AsRetained() => new(Message with { Retained = true });
}
