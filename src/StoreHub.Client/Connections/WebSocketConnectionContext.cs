using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace StoreHub.Client.Connections;

/// <summary>A WebSocket as the pair of pipes that SignalR's client speaks through.</summary>
internal sealed class WebSocketConnectionContext : ConnectionContext
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly ClientWebSocket _socket;
    private readonly WebSocketMessageType _messageType;
    private readonly Pipe _received = new(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
    private readonly Pipe _toSend = new(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _running;

    public WebSocketConnectionContext(ClientWebSocket socket, WebSocketMessageType messageType, EndPoint endPoint)
    {
        _socket = socket;
        _messageType = messageType;
        RemoteEndPoint = endPoint;
        Transport = new Duplex(_received.Reader, _toSend.Writer);
        _running = RunAsync();
    }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason) => _closed.Cancel();

    public override async ValueTask DisposeAsync()
    {
        await Transport.Output.CompleteAsync().ConfigureAwait(false);
        await Transport.Input.CompleteAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _closed.Dispose();
        _socket.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        Task receiving = ReceiveAsync();
        Task sending = SendAsync();
        // when SignalR is done sending, the hub is told and has a moment to answer; when the hub is gone, sending ends at once
        if (await Task.WhenAny(receiving, sending).ConfigureAwait(false) == receiving) await _closed.CancelAsync().ConfigureAwait(false);
        else _closed.CancelAfter(CloseTimeout);
        await Task.WhenAll(receiving, sending).ConfigureAwait(false);
    }

    private async Task ReceiveAsync()
    {
        Exception? error = null;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult result = await _socket.ReceiveAsync(_received.Writer.GetMemory(4096), _closed.Token).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close) break;
                _received.Writer.Advance(result.Count);
                if (!result.EndOfMessage) continue;
                if ((await _received.Writer.FlushAsync(_closed.Token).ConfigureAwait(false)).IsCompleted) break;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            error = e is WebSocketException ? new IOException($"The connection to {RemoteEndPoint} was lost: {e.Message}", e) : null;
        }

        await _received.Writer.CompleteAsync(error).ConfigureAwait(false);
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                ReadResult result = await _toSend.Reader.ReadAsync(_closed.Token).ConfigureAwait(false);
                if (!result.Buffer.IsEmpty) await SendAsync(result.Buffer).ConfigureAwait(false);
                _toSend.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted) break;
            }

            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", _closed.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // the receiving side reports why the connection ended
        }

        await _toSend.Reader.CompleteAsync().ConfigureAwait(false);
    }

    private async ValueTask SendAsync(ReadOnlySequence<byte> buffer)
    {
        SequencePosition position = buffer.Start;
        buffer.TryGet(ref position, out ReadOnlyMemory<byte> memory);
        while (buffer.TryGet(ref position, out ReadOnlyMemory<byte> next))
        {
            await _socket.SendAsync(memory, _messageType, endOfMessage: false, _closed.Token).ConfigureAwait(false);
            memory = next;
        }

        await _socket.SendAsync(memory, _messageType, endOfMessage: true, _closed.Token).ConfigureAwait(false);
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input { get; } = input;

        public PipeWriter Output { get; } = output;
    }
}
