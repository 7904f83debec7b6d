using StoreHub.Operations;

namespace StoreHub.Ports;

/// <summary>
/// The ports of one store. What took its place in the store's log goes to all of them but the one it came from, so that stores
/// in a chain, star or ring all get everything; a repeat takes no place, and so ends there. Safe for any thread.
/// </summary>
internal sealed class PortGroup(IPortedStore store)
{
    private readonly Lock _lock = new();
    private PortConnection[] _connections = [];

    public bool IsEmpty => Volatile.Read(ref _connections).Length == 0;

    public PortConnection Connect(IStorePort port)
    {
        var connection = new PortConnection(this, store, port);
        lock (_lock) _connections = [.. _connections, connection];
        connection.Start();
        return connection;
    }

    /// <summary>Called in the order of the store's changes; never waits.</summary>
    public void Offer(IReadOnlyList<Operation> operations, PortConnection? from)
    {
        foreach (PortConnection connection in Volatile.Read(ref _connections))
        {
            if (connection != from) connection.Offer(operations);
        }
    }

    public void Remove(PortConnection connection)
    {
        lock (_lock) _connections = [.. _connections.Where(one => one != connection)];
    }

    /// <summary>Begins to disconnect all.</summary>
    public void Close()
    {
        foreach (PortConnection connection in Volatile.Read(ref _connections)) connection.Close();
    }
}
