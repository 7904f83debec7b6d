using StoreHub.Ports;

namespace StoreHub.Core.Tests.Ports;

/// <summary>Counts the operations that are sent.</summary>
internal sealed class CountingPort(IStorePort port) : IStorePort
{
    private int _operations;

    public int Operations => Volatile.Read(ref _operations);

    public ValueTask SendAsync(PortMessage message, CancellationToken cancellationToken = default)
    {
        Interlocked.Add(ref _operations, message.Operations.Count);
        return port.SendAsync(message, cancellationToken);
    }

    public ValueTask<PortMessage?> ReceiveAsync(CancellationToken cancellationToken = default) => port.ReceiveAsync(cancellationToken);

    public ValueTask DisposeAsync() => port.DisposeAsync();
}
