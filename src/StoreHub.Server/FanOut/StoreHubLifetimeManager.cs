using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using StoreHub.Server.Hubs;

namespace StoreHub.Server.FanOut;

/// <summary>Gives every connection of the hub its <see cref="ConnectionPump"/>. Safe for any thread.</summary>
internal sealed class StoreHubLifetimeManager(ILogger<StoreHubLifetimeManager> logger, ILogger<DefaultHubLifetimeManager<SyncHub>> inner)
    : DefaultHubLifetimeManager<SyncHub>(inner)
{
    private readonly ConcurrentDictionary<string, ConnectionPump> _pumps = new();

    /// <summary>The pumps of all connections.</summary>
    public IReadOnlyCollection<ConnectionPump> Pumps => [.. _pumps.Values];

    /// <summary>Whether there is no connection.</summary>
    public bool IsEmpty => _pumps.IsEmpty;

    /// <summary>The pump of a connection, by what <see cref="HubCallerContext.Items"/> holds.</summary>
    public static ConnectionPump PumpOf(HubCallerContext context) => (ConnectionPump)context.Items[typeof(ConnectionPump)]!;

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        var pump = new ConnectionPump(connection, logger);
        connection.Items[typeof(ConnectionPump)] = pump;
        _pumps[connection.ConnectionId] = pump;
        return base.OnConnectedAsync(connection);
    }

    public override async Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (_pumps.TryRemove(connection.ConnectionId, out ConnectionPump? pump)) pump.Stop();
        await base.OnDisconnectedAsync(connection).ConfigureAwait(false);
    }
}
