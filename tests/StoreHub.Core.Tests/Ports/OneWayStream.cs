namespace StoreHub.Core.Tests.Ports;

/// <summary>Gives what it was made with and forgets what is written.</summary>
internal sealed class OneWayStream(byte[] input) : MemoryStream(input, writable: false)
{
    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
}
