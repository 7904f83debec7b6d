using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace StoreHub.Server.FanOut;

/// <summary>A frame on its way to one connection: shared and serialized already, or its own; or nothing.</summary>
internal readonly struct OutgoingFrame
{
    private readonly SerializedHubMessage? _shared;
    private readonly HubMessage? _own;

    public OutgoingFrame(SerializedHubMessage shared) => _shared = shared;

    public OutgoingFrame(HubMessage own) => _own = own;

    public bool IsNothing => _shared is null && _own is null;

    /// <summary>Writes it; completes when the connection can take more.</summary>
    public ValueTask WriteToAsync(HubConnectionContext connection, CancellationToken cancellationToken) =>
        _shared is not null ? connection.WriteAsync(_shared, cancellationToken) : connection.WriteAsync(_own!, cancellationToken);
}
