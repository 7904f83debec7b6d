using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace StoreHub.Client.Connections;

/// <summary>
/// Connects SignalR over a WebSocket at once, without the negotiation that needs sticky sessions: the package that would do it does not
/// restore here (Microsoft.AspNetCore.SignalR.Client's HTTP half).
/// </summary>
internal sealed class WebSocketConnectionFactory(IHubProtocol protocol, StoreHubClientOptions options) : IConnectionFactory
{
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Uri url = ((UriEndPoint)endpoint).Uri;
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            if (options.AccessTokenProvider is { } provider && await provider(cancellationToken).ConfigureAwait(false) is { } token)
                socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            options.ConfigureWebSocket?.Invoke(socket.Options);
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(options.ConnectTimeout);
            try
            {
                await socket.ConnectAsync(ToWebSocket(url), timeout.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"{url} did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s.");
            }

            return new WebSocketConnectionContext(socket, protocol.TransferFormat == TransferFormat.Binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endpoint);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Uri ToWebSocket(Uri url) => new UriBuilder(url)
    {
        Scheme = url.Scheme switch
        {
            "http" or "ws" => "ws",
            "https" or "wss" => "wss",
            _ => throw new NotSupportedException($"'{url.Scheme}' is no scheme of a hub's address; use http, https, ws or wss."),
        },
    }.Uri;
}
