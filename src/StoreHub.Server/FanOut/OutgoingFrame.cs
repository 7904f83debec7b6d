using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Protocol.HubProtocol;

namespace StoreHub.Server.FanOut;

/// <summary>A frame on its way to one connection: shared and serialized already, shared but for the name of its channel, or its own; or nothing.</summary>
internal readonly struct OutgoingFrame
{
    private readonly SharedFrame? _shared;
    private readonly string? _channel;
    private readonly HubMessage? _own;

    public OutgoingFrame(SharedFrame shared, string? channel) => (_shared, _channel) = (shared, channel);

    public OutgoingFrame(HubMessage own) => _own = own;

    public bool IsNothing => _shared is null && _own is null;

    /// <summary>Writes it; completes when the connection can take more.</summary>
    public ValueTask WriteToAsync(HubConnectionContext connection, CancellationToken cancellationToken)
    {
        if (_shared is null) return connection.WriteAsync(_own!, cancellationToken);
        bool ours = connection.Protocol is MessagePackHubProtocol;
        if (_channel is not null)
        {
            InvocationMessage named = _shared.Named(_channel);
            return connection.WriteAsync(ours ? new PreparedMessage(named) : named, cancellationToken);
        }

        return ours ? connection.WriteAsync(_shared.Prepared, cancellationToken) : connection.WriteAsync(_shared.Serialized, cancellationToken);
    }
}
