using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace StoreHub.LoadTests.Targets;

/// <summary>One connection of the hand-made broadcast: each message in is one item, each frame out is all that came since the last.</summary>
internal static class BroadcastEndpoint
{
    public static async Task RunAsync(HttpContext context, BroadcastLog log)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        Task sending = SendAsync(socket, log, ended.Token);
        try
        {
            var message = new ArrayBufferWriter<byte>();
            while (true)
            {
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(message.GetMemory(256), ended.Token);
                if (received.MessageType == WebSocketMessageType.Close) break;
                message.Advance(received.Count);
                if (!received.EndOfMessage) continue;
                log.Append(message.WrittenSpan.ToArray());
                message.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // the connection is gone
        }

        await ended.CancelAsync();
        await sending;
    }

    private static async Task SendAsync(WebSocket socket, BroadcastLog log, CancellationToken cancellationToken)
    {
        try
        {
            long position = log.Last;
            while (true)
            {
                await log.WhenMoreAsync(position).WaitAsync(cancellationToken);
                (position, byte[] bytes) = log.After(position);
                await socket.SendAsync(bytes.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            // the connection is gone, or too slow: the baseline drops it
        }
    }
}
