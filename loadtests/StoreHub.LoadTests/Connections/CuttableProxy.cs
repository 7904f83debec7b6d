using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StoreHub.LoadTests.Connections;

/// <summary>Forwards TCP connections to a hub, and cuts them at any byte.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly Task _accepting;
    private readonly IPEndPoint _target;
    private volatile bool _refusing;

    public CuttableProxy(Uri target)
    {
        _target = new IPEndPoint(IPAddress.Loopback, target.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hub");

    /// <summary>Whether new connections are closed at once.</summary>
    public bool Refusing
    {
        get => _refusing;
        set => _refusing = value;
    }

    /// <summary>Resets every connection, whatever is on its way.</summary>
    public void Cut()
    {
        foreach (Socket socket in _sockets.Keys)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // it ended by itself
            }

            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket inner = await _listener.AcceptSocketAsync();
                if (_refusing) inner.Dispose();
                else _ = ForwardAsync(inner);
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // stopped, while it waited or before it did again
        }
    }

    private async Task ForwardAsync(Socket inner)
    {
        using var outer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        inner.NoDelay = true;
        _sockets[inner] = _sockets[outer] = true;
        try
        {
            await outer.ConnectAsync(_target);
            await Task.WhenAny(PumpAsync(inner, outer), PumpAsync(outer, inner));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the hub is not there
        }
        finally
        {
            _sockets.TryRemove(inner, out _);
            _sockets.TryRemove(outer, out _);
            inner.Dispose();
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            byte[] buffer = new byte[16384];
            while (await from.ReceiveAsync(buffer) is > 0 and int read)
            {
                for (int sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // cut
        }
    }
}
