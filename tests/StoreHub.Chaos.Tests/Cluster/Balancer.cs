using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StoreHub.Chaos.Tests.Cluster;

/// <summary>
/// A load balancer without sticky sessions: each connection goes to one of the hubs that are up, by chance, and to another if nobody
/// listens there. Safe for any thread.
/// </summary>
internal sealed class Balancer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<int, bool> _up = new();
    private readonly ConcurrentDictionary<Socket, int> _sockets = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly Task _accepting;

    public Balancer(IEnumerable<int> ports, Random random)
    {
        _random = random;
        foreach (int port in ports) _up[port] = true;
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}/hub");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>How many connections went to each port.</summary>
    public ConcurrentDictionary<int, int> Served { get; } = new();

    /// <summary>A hub's health check fails: it gets no new connections, and loses those that it has.</summary>
    public void TakeDown(int port)
    {
        _up[port] = false;
        foreach ((Socket socket, int to) in _sockets)
        {
            if (to == port) socket.Dispose();
        }
    }

    public void TakeUp(int port) => _up[port] = true;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (Socket socket in _sockets.Keys) socket.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // it is stopped
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using Socket near = client;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        if (await ConnectAsync(far) is not { } port) return;
        Served.AddOrUpdate(port, 1, static (_, count) => count + 1);
        (_sockets[near], _sockets[far]) = (port, port);
        // whoever ends, both end
        await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        _sockets.TryRemove(near, out _);
        _sockets.TryRemove(far, out _);
    }

    private async Task<int?> ConnectAsync(Socket far)
    {
        int[] ports = [.. _up.Where(static pair => pair.Value).Select(static pair => pair.Key)];
        lock (_gate) _random.Shuffle(ports);
        foreach (int port in ports)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, port, _stopping.Token);
                return port;
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException)
            {
                // the next one
            }
        }

        return null;
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16 << 10];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                for (int sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // one of both is gone
        }
    }
}
