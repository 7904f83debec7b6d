using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Messages;

namespace StoreHub.Server.FanOut;

/// <summary>A frame for many connections, serialized once per wire protocol when it is first asked for. Safe for any thread.</summary>
internal class SharedFrame(string target, object message)
{
    private readonly InvocationMessage _message = new(target, [message]);
    private SerializedHubMessage? _serialized;
    private PreparedMessage? _prepared;

    /// <summary>The same for one channel; what is large in it is encoded once all the same.</summary>
    public InvocationMessage Named(string channel) => new(target, [message switch
    {
        RecordsMessage records => records with { Channel = channel },
        EventMessage published => published with { Channel = channel },
        _ => throw new InvalidOperationException($"A {message.GetType().Name} is sent in no channel."),
    }]);

    /// <summary>For connections of our own MessagePack protocol.</summary>
    public PreparedMessage Prepared => Volatile.Read(ref _prepared) ?? Interlocked.CompareExchange(ref _prepared, new PreparedMessage(_message), null) ?? _prepared;

    /// <summary>For all others.</summary>
    public SerializedHubMessage Serialized => Volatile.Read(ref _serialized) ?? Interlocked.CompareExchange(ref _serialized, new SerializedHubMessage(_message), null) ?? _serialized;
}
