using StoreHub.Ports;

namespace StoreHub;

/// <summary>Joins stores without a hub by ports.</summary>
public static class StorePortExtensions
{
    /// <summary>
    /// Joins the store to the one at the port's other end. Both get all that either has or gets, from its other ports too: stores
    /// joined in a chain, a star or a ring all converge. The store takes the port over and closes it at the end.
    /// </summary>
    /// <returns>Dispose of it to disconnect; its <see cref="PortConnection.Completion"/> tells how it ended.</returns>
    /// <exception cref="InvalidOperationException">The store has a hub, which alone gives it operations.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public static PortConnection ConnectPort(this Store store, IStorePort port)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(port);
        return store.Connect(port);
    }
}
