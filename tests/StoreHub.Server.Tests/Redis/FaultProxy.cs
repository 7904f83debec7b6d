using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StoreHub.Server.Tests.Redis;

/// <summary>Stands between a hub and Redis, and breaks a connection where a test wants.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _target;
    private readonly Task _accepting;
    private byte[]? _armed;
    private TaskCompletionSource _swallowed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Connection => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The reply to the next request that contains a text does not come: its connection ends instead, when Redis has answered.</summary>
    /// <returns>Completes when that was done.</returns>
    public Task SwallowReplyTo(string text)
    {
        _swallowed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _armed, Encoding.ASCII.GetBytes(text));
        return _swallowed.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _stopping.Token);
                var link = new Link();
                await Task.WhenAny(RequestsAsync(client.GetStream(), server.GetStream(), link), RepliesAsync(server.GetStream(), client.GetStream(), link));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException)
            {
                // One side is gone.
            }
        }
    }

    private async Task RequestsAsync(NetworkStream from, NetworkStream to, Link link)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, _stopping.Token)) > 0)
        {
            if (Volatile.Read(ref _armed) is { } armed && buffer.AsSpan(0, read).IndexOf(armed) >= 0 && Interlocked.CompareExchange(ref _armed, null, armed) == armed) link.Swallows = true;
            await to.WriteAsync(buffer.AsMemory(0, read), _stopping.Token);
        }
    }

    private async Task RepliesAsync(NetworkStream from, NetworkStream to, Link link)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, _stopping.Token)) > 0)
        {
            if (link.Swallows)
            {
                _swallowed.TrySetResult();
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _stopping.Token);
        }
    }

    private sealed class Link
    {
        public volatile bool Swallows;
    }
}
