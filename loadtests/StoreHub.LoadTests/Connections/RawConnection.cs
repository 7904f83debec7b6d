using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace StoreHub.LoadTests.Connections;

/// <summary>
/// A WebSocket with messages on it and nothing else: cheap enough that hundreds of them leave the hub the bottleneck. What comes is given to a
/// sink on the connection's own loop.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan TricklePause = TimeSpan.FromMilliseconds(100);

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { ConnectCallback = ConnectSocketAsync });
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly WebSocketMessageType _type;
    private readonly IMessageSplitter _splitter;
    private Task _receiving = Task.CompletedTask;
    private volatile ReadPace _pace;

    private RawConnection(bool text, IMessageSplitter splitter)
    {
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
    /// <param name="protocol">SignalR's hub protocol to ask for; null: no SignalR.</param>
    /// <param name="text">Whether messages are text.</param>
    /// <param name="splitter">What cuts what comes.</param>
    /// <param name="sink">Who takes it; called on the connection's loop.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    public static async Task<RawConnection> ConnectAsync(
        Uri url, string? protocol, bool text, IMessageSplitter splitter, IMessageSink sink, CancellationToken cancellationToken)
    {
        var connection = new RawConnection(text, splitter);
        try
        {
            connection._socket.Options.KeepAliveInterval = TimeSpan.Zero;
            var address = new UriBuilder(url) { Scheme = url.Scheme is "https" or "wss" ? "wss" : "ws" };
            await connection._socket.ConnectAsync(address.Uri, connection._http, cancellationToken);
            if (protocol is not null)
            {
                int version = protocol == "json" ? 1 : 2;
                await connection.SendAsync(Encoding.UTF8.GetBytes($$"""{"protocol":"{{protocol}}","version":{{version}}}""" + (char)SeparatedSplitter.Separator));
            }

            connection._receiving = connection.ReceiveAsync(sink, handshake: protocol is not null);
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
        _socket.Dispose();
        _http.Dispose();
        _sending.Dispose();
        _ended.Dispose();
    }

    private static async ValueTask<Stream> ConnectSocketAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new BufferedSocketStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
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
