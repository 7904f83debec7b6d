using System.Net.WebSockets;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace StoreHub.Client;

/// <summary>How a client reaches its hub and behaves. Immutable.</summary>
public sealed record StoreHubClientOptions
{
    /// <summary>The hub's address, such as <c>http://localhost:5080/hub</c>. Required unless <see cref="Connection"/> is given.</summary>
    public Uri? Url { get; init; }

    /// <summary>The wire protocol.</summary>
    /// <value>The default is <see cref="WireProtocol.MessagePack"/>.</value>
    public WireProtocol Protocol { get; init; } = WireProtocol.MessagePack;

    /// <summary>What the client is to its stores.</summary>
    /// <value>The default is <see cref="StoreRole.Remote"/>.</value>
    public StoreRole Role { get; init; } = StoreRole.Remote;

    /// <summary>
    /// A ready-made SignalR connection, not started, to use instead of one of the client's own: for applications with the full client
    /// package, its transports and options. Its JSON options must have been configured by <c>StoreHubJson.Configure</c>, or its protocol be
    /// StoreHub's <c>messagepack</c>, and <see cref="Protocol"/> must say which. Automatic reconnect must be off: the client reconnects itself.
    /// </summary>
    public HubConnection? Connection { get; init; }

    /// <summary>Gives the bearer token of each connection attempt.</summary>
    public Func<CancellationToken, ValueTask<string?>>? AccessTokenProvider { get; init; }

    /// <summary>Configures each WebSocket: headers, proxy, certificates.</summary>
    public Action<ClientWebSocketOptions>? ConfigureWebSocket { get; init; }

    /// <summary>How long one connection attempt may take.</summary>
    /// <value>The default is 10 s.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a sign of life the connection counts as lost.</summary>
    /// <value>The default is 30 s.</value>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest first wait before connecting again; each wait is a random part of a bound that doubles with every failure.</summary>
    /// <value>The default is 250 ms.</value>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Where the bound of the wait stops doubling.</summary>
    /// <value>The default is 15 s.</value>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long disposing waits for the hub to acknowledge what was written; while offline it does not wait at all.</summary>
    /// <value>The default is 5 s; zero does not wait.</value>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A folder, made if it is missing, in which each store keeps its last state and what the hub has not acknowledged, so that both survive
    /// the end of the process. It belongs to one hub and one user; a store in it has one owner at a time.
    /// </summary>
    /// <value>The default is null: everything is in memory only.</value>
    public string? DataPath { get; init; }

    /// <summary>What stores accept until the hub has announced its own limits.</summary>
    /// <value>The default is <see cref="StoreLimits.Default"/>.</value>
    public StoreLimits Limits { get; init; } = StoreLimits.Default;

    /// <summary>Where time comes from.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where logs go.</summary>
    /// <value>The default is nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>What makes a file under <see cref="DataPath"/> survive loss of power; for tests. Null: the system's own call.</summary>
    internal Action<SafeFileHandle, string>? SyncFile { get; init; }

    internal void Validate()
    {
        if (Url is null && Connection is null) throw new ArgumentException("A client needs the Url of its hub, or a Connection.");
        if (Url is { IsAbsoluteUri: false }) throw new ArgumentException($"The hub's address '{Url}' is not absolute; write it like http://localhost:5080/hub.");
        if (Url is not null && Url.Scheme is not ("http" or "https" or "ws" or "wss")) throw new ArgumentException($"'{Url}' does not begin with http://, https://, ws:// or wss://; write it like http://localhost:5080/hub.");
        if (DataPath is { } path && string.IsNullOrWhiteSpace(path)) throw new ArgumentException($"{nameof(DataPath)} is blank; name a folder, or leave it null.");
        RequirePositive(ConnectTimeout, nameof(ConnectTimeout));
        RequirePositive(ServerTimeout, nameof(ServerTimeout));
        RequirePositive(ReconnectDelay, nameof(ReconnectDelay));
        RequirePositive(MaxReconnectDelay, nameof(MaxReconnectDelay));
        if (FlushTimeout < TimeSpan.Zero) throw new ArgumentException($"{nameof(FlushTimeout)} is {FlushTimeout}; it must not be negative.");
    }

    private static void RequirePositive(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero) throw new ArgumentException($"{name} is {value}; it must be positive.");
    }
}
