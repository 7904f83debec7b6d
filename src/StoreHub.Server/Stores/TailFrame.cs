using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Messages;

namespace StoreHub.Server.Stores;

/// <summary>What lies behind a cursor as one frame, serialized once per wire protocol for all who stand there.</summary>
/// <param name="after">The cursor.</param>
/// <param name="isFull">Whether more lay behind than fits, so that it stays the right frame for its cursor.</param>
/// <param name="records">The records.</param>
internal sealed class TailFrame(long after, bool isFull, RecordsMessage records)
{
    public long After { get; } = after;

    public bool IsFull { get; } = isFull;

    public long Last { get; } = records.Last;

    private readonly InvocationMessage _message = new(ClientMethods.Records, [records]);
    private SerializedHubMessage? _serialized;
    private PreparedMessage? _prepared;

    /// <summary>The same for one channel; the records' bytes are shared all the same.</summary>
    public InvocationMessage Named(string channel) => new(ClientMethods.Records, [records with { Channel = channel }]);

    /// <summary>For connections of our own MessagePack protocol.</summary>
    public PreparedMessage Prepared => Volatile.Read(ref _prepared) ?? Interlocked.CompareExchange(ref _prepared, new PreparedMessage(_message), null) ?? _prepared;

    /// <summary>For all others.</summary>
    public SerializedHubMessage Serialized => Volatile.Read(ref _serialized) ?? Interlocked.CompareExchange(ref _serialized, new SerializedHubMessage(_message), null) ?? _serialized;
}
