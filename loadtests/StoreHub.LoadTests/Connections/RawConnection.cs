using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using StoreHub.LoadTests.Wires;

namespace StoreHub.LoadTests.Connections;

/// <summary>
/// A WebSocket with messages on it and nothing else: cheap enough that hundreds of them leave the hub the bottleneck. What comes is given to a
/// sink on the connection's own loop.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan TricklePause = TimeSpan.FromMilliseconds(100);

    // below SignalR's 30 s of silence, after which a hub gives a connection up
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly WebSocketMessageType _type;
    private readonly IMessageSplitter _splitter;
    private Task _receiving = Task.CompletedTask;
    private Task _pinging = Task.CompletedTask;
    private volatile ReadPace _pace;

    private RawConnection(bool text, IMessageSplitter splitter, int? receiveBuffer)
    {
        _http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (context, cancellationToken) => ConnectSocketAsync(context, receiveBuffer, cancellationToken) });
        _type = text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        _splitter = splitter;
    }

    /// <summary>Bytes received, without the WebSocket's own.</summary>
    public long Bytes { get; private set; }

    /// <summary>How it reads from now on.</summary>
    public ReadPace Pace
    {
        get => _pace;
        set => _pace = value;
    }

    /// <summary>Why it ended; null while it stands, or if it was closed here.</summary>
    public string? Failure { get; private set; }

    /// <summary>Completes when it has ended.</summary>
    public Task Completion => _receiving;

    /// <param name="url">The address; http and https are taken for ws and wss.</param>
    /// <param name="wire">How to speak.</param>
    /// <param name="splitter">What cuts what comes.</param>
    /// <param name="sink">Who takes it; called on the connection's loop.</param>
    /// <param name="receiveBuffer">How many bytes the system may receive ahead of who reads; null: as it likes, which is megabytes.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    public static async Task<RawConnection> ConnectAsync(
        Uri url, IWire wire, IMessageSplitter splitter, IMessageSink sink, int? receiveBuffer, CancellationToken cancellationToken)
    {
        var connection = new RawConnection(wire.IsText, splitter, receiveBuffer);
        try
        {
            connection._socket.Options.KeepAliveInterval = TimeSpan.Zero;
            var address = new UriBuilder(url) { Scheme = url.Scheme is "https" or "wss" ? "wss" : "ws" };
            await connection._socket.ConnectAsync(address.Uri, connection._http, cancellationToken);
            if (wire.HubProtocol is { } protocol)
            {
                int version = protocol == "json" ? 1 : 2;
                await connection.SendAsync(Encoding.UTF8.GetBytes($$"""{"protocol":"{{protocol}}","version":{{version}}}""" + (char)SeparatedSplitter.Separator));
            }

            connection._receiving = connection.ReceiveAsync(sink, handshake: wire.HubProtocol is not null);
            if (wire.Ping is { } ping) connection._pinging = connection.PingAsync(ping);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> message)
    {
        await _sending.WaitAsync(_ended.Token);
        try
        {
            await _socket.SendAsync(message, _type, endOfMessage: true, _ended.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended.IsCancellationRequested) await _ended.CancelAsync();
        _socket.Abort();
        await _receiving;
        await _pinging;
        _socket.Dispose();
        _http.Dispose();
        _sending.Dispose();
        _ended.Dispose();
    }

    private static async ValueTask<Stream> ConnectSocketAsync(SocketsHttpConnectionContext context, int? receiveBuffer, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // before connecting: the window that the hub is told of follows from it
            if (receiveBuffer is { } size) socket.ReceiveBufferSize = size;
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new BufferedSocketStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task PingAsync(ReadOnlyMemory<byte> ping)
    {
        try
        {
            using var timer = new PeriodicTimer(PingEvery);
            while (await timer.WaitForNextTickAsync(_ended.Token)) await SendAsync(ping);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // its end is told by its receiving side
        }
    }

    private async Task ReceiveAsync(IMessageSink sink, bool handshake)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                int most = buffer.Length;
                switch (_pace)
                {
                    case ReadPace.Stalled:
                        await Task.Delay(Timeout.Infinite, _ended.Token);
                        break;
                    case ReadPace.Trickle:
                        await Task.Delay(TricklePause, _ended.Token);
                        most = 1024;
                        break;
                }

                ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(buffer.AsMemory(0, most), _ended.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    Failure = "the hub closed it";
                    return;
                }

                Bytes += received.Count;
                ReadOnlyMemory<byte> bytes = buffer.AsMemory(0, received.Count);
                if (handshake)
                {
                    handshake = false;
                    // the answer is {} or says what is wrong
                    int end = bytes.Span.IndexOf(SeparatedSplitter.Separator);
                    if (end != 2) throw new InvalidDataException($"The hub refused the handshake: {Encoding.UTF8.GetString(bytes.Span[..Math.Max(end, 0)])}");
                    bytes = bytes[(end + 1)..];
                }

                _splitter.Feed(bytes.Span, sink);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidDataException)
        {
            if (!_ended.IsCancellationRequested) Failure = e.Message;
        }
    }
}
