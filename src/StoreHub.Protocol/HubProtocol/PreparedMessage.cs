using Microsoft.AspNetCore.SignalR.Protocol;

namespace StoreHub.Protocol.HubProtocol;

/// <summary>
/// A message with its bytes on the MessagePack wire, made once and sent to many connections. Only <see cref="MessagePackHubProtocol"/>
/// can write it, and writes it in one piece: a SignalR transport makes a WebSocket frame, and a walk through all its layers, of each
/// piece of at most 4 KiB that it is given otherwise. Safe for any thread.
/// </summary>
public sealed class PreparedMessage : HubMessage
{
    /// <summary>Prepares a message.</summary>
    public PreparedMessage(InvocationMessage message) => Bytes = MessagePackHubProtocol.Prepare(message);

    /// <summary>The frame.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }
}
