using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Wire;

namespace StoreHub.Client.Connections;

/// <summary>Builds the SignalR connection of a client whose application brought none.</summary>
internal static class HubConnections
{
    public static HubConnection Create(StoreHubClientOptions options)
    {
        var builder = new HubConnectionBuilder();
        if (options.Protocol == WireProtocol.MessagePack) builder.AddStoreHubMessagePack();
        else builder.AddJsonProtocol(json => StoreHubJson.Configure(json.PayloadSerializerOptions));
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(options.Url!));
        builder.Services.AddSingleton<IConnectionFactory>(services => new WebSocketConnectionFactory(services.GetRequiredService<IHubProtocol>(), options));
        if (options.LoggerFactory is { } loggers) builder.Services.AddSingleton(loggers);
        HubConnection connection = builder.Build();
        connection.ServerTimeout = options.ServerTimeout;
        connection.KeepAliveInterval = options.ServerTimeout / 2;
        connection.HandshakeTimeout = options.ConnectTimeout;
        return connection;
    }
}
