using StoreHub.LoadTests.Targets;
using StoreHub.LoadTests.Wires;

namespace StoreHub.LoadTests.Load.Baselines;

/// <summary>A run against a baseline: the same connections and writes, and nobody who keeps or orders anything.</summary>
internal sealed class BaselineSession(Uri url, LoadOptions options, LoadMeter meter) : LoadSession(options)
{
    private const string Store = "load";

    private readonly IBaselineWire _wire = options.Target == TargetKind.WebSocket ? new WebSocketWire() : options.Json ? new SignalRJsonWire() : new SignalRBinaryWire();
    private readonly List<BaselineConnection> _connections = [];

    public override IReadOnlyList<IWriter> Writers => _connections[..Math.Min(Options.Writers, _connections.Count)];

    public override long Deliveries => Sinks.Operations + _connections.Sum(static connection => connection.Received);

    public override (int AtHead, int All) Replicas => (0, 0);

    public override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        for (int number = 0; number < Options.Clients; number++)
            _connections.Add(await BaselineConnection.ConnectAsync(url, _wire, Options, meter, Store, number, number < Options.Writers, cancellationToken));
    }

    public override Task ConnectSinksAsync(CancellationToken cancellationToken) =>
        Sinks.ConnectAsync(_ => url, _wire, Options.Sinks, Options.Slow, static _ => [Store], cancellationToken);

    public override async Task<LoadVerdict> JudgeAsync(CancellationToken cancellationToken)
    {
        foreach (IWriter writer in Writers) await writer.FlushAsync(cancellationToken);
        string[] problems = [.. _connections.Where(static connection => connection.Failure is not null).Select(static connection => $"a connection ended: {connection.Failure}"), .. Sinks.Problems];
        return new LoadVerdict(null, 0, 0, null, problems);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (BaselineConnection connection in _connections) await connection.DisposeAsync();
        await base.DisposeAsync();
    }
}
