using StoreHub.Core.Tests.Generators;
using StoreHub.Operations;
using StoreHub.Ports;

namespace StoreHub.Core.Tests.Ports;

/// <summary>A port that breaks messages up, mixes the pieces and repeats old ones.</summary>
internal sealed class ScramblingPort(IStorePort port, long seed) : IStorePort
{
    private readonly Dice _dice = new(seed);
    private readonly List<Operation> _sent = [];

    public async ValueTask SendAsync(PortMessage message, CancellationToken cancellationToken = default)
    {
        _sent.AddRange(message.Operations);
        List<Operation> mixed = _dice.Shuffle(message.Operations.Concat(_dice.Shuffle(_sent).Take(5)));
        while (mixed.Count > 0)
        {
            int count = 1 + _dice.Next(mixed.Count);
            await port.SendAsync(new PortMessage(PortMessageKind.Operations, mixed[..count]), cancellationToken);
            mixed.RemoveRange(0, count);
        }
    }

    public ValueTask<PortMessage?> ReceiveAsync(CancellationToken cancellationToken = default) => port.ReceiveAsync(cancellationToken);

    public ValueTask DisposeAsync() => port.DisposeAsync();
}
