namespace StoreHub.Ports;

/// <summary>
/// One end of a channel between two stores without a hub: messages arrive whole and in order; whatever was not received when a side
/// closes is lost, and the next connection makes up for it. One sender and one receiver at a time; both may run at once. Disposing
/// closes both directions and ends what is being sent or received.
/// </summary>
public interface IStorePort : IAsyncDisposable
{
    /// <summary>Sends a message; completes when it is on its way, which is when a slow receiver has made room.</summary>
    /// <exception cref="StoreException">The message is past the receiver's limit, or the channel broke.</exception>
    ValueTask SendAsync(PortMessage message, CancellationToken cancellationToken = default);

    /// <summary>Receives the next message; null when the other side, or this one, has closed.</summary>
    /// <exception cref="StoreException">The channel broke, or what came is no message.</exception>
    ValueTask<PortMessage?> ReceiveAsync(CancellationToken cancellationToken = default);
}
