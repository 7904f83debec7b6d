using System.Threading.Channels;

namespace StoreHub.Ports;

/// <summary>One end of a <see cref="PortPair"/>.</summary>
internal sealed class MemoryPort(ChannelReader<PortMessage> incoming, ChannelWriter<PortMessage> outgoing, ChannelWriter<PortMessage> incomingEnd) : IStorePort
{
    public async ValueTask SendAsync(PortMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            await outgoing.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed)
        {
            throw new StoreException(StoreErrorCode.ConnectionLost, "The port is closed.", innerException: closed);
        }
    }

    public async ValueTask<PortMessage?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        while (await incoming.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (incoming.TryRead(out PortMessage? message)) return message;
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        outgoing.TryComplete();
        incomingEnd.TryComplete();
        return default;
    }
}
