using StoreHub.LoadTests.Connections;
using StoreHub.LoadTests.Wires;

namespace StoreHub.LoadTests.Load;

/// <summary>All connections that only count, and the slow ones beside them.</summary>
internal sealed class SinkGroup : IAsyncDisposable
{
    private const int ConnectsAtOnce = 16;

    private Sink[] _sinks = [];
    private Sink[] _slow = [];

    public long Operations => _sinks.Sum(static sink => sink.Operations);

    public long Frames => _sinks.Sum(static sink => sink.Frames);

    public long Bytes => _sinks.Sum(static sink => sink.Bytes);

    /// <summary>What ended those that should have stayed; those that are slow may be cut off by a baseline.</summary>
    public IEnumerable<string> Problems => _sinks.Where(static sink => sink.Failure is not null).Take(3).Select(static sink => $"a sink's connection ended: {sink.Failure}");

    public async Task ConnectAsync(Func<int, Uri> hub, IWire wire, int count, int slow, Func<int, IEnumerable<string>> stores, CancellationToken cancellationToken)
    {
        Sink[] all = new Sink[count + slow];
        await Parallel.ForAsync(0, all.Length, new ParallelOptions { MaxDegreeOfParallelism = ConnectsAtOnce, CancellationToken = cancellationToken }, async (number, token) =>
            all[number] = await Sink.ConnectAsync(hub(number), wire, stores(number), isSlow: number >= count, token));
        _sinks = all[..count];
        _slow = all[count..];
        for (int i = 0; i < _slow.Length; i++) _slow[i].Slow(i % 2 == 0 ? ReadPace.Stalled : ReadPace.Trickle);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Sink sink in _sinks.Concat(_slow)) await sink.DisposeAsync();
    }
}
