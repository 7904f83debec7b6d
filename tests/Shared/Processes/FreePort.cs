using System.Net;
using System.Net.Sockets;

namespace StoreHub.Tests.Processes;

/// <summary>
/// A port that stays a hub's through its restarts: below those that the system gives to connections, one of which could take it while nobody
/// listens.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int End = 30_000;

    private static readonly HashSet<int> s_taken = [];

    public static int Take()
    {
        lock (s_taken)
        {
            while (true)
            {
                int port = Random.Shared.Next(First, End);
                if (s_taken.Add(port) && IsFree(port)) return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
