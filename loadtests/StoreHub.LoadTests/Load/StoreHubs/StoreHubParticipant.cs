using StoreHub.Client;
using StoreHub.LoadTests.Connections;

namespace StoreHub.LoadTests.Load.StoreHubs;

/// <summary>One client with its stores, and the proxy that cuts its connection if connections are to be cut.</summary>
internal sealed class StoreHubParticipant : IAsyncDisposable
{
    private readonly StoreHubClient _client;
    private readonly CuttableProxy? _proxy;
    private readonly List<string> _problems = [];

    private StoreHubParticipant(string name, StoreHubClient client, CuttableProxy? proxy)
    {
        Name = name;
        _client = client;
        _proxy = proxy;
    }

    public string Name { get; }

    public List<HubStore> Stores { get; } = [];

    /// <summary>What its stores complained of.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_problems) return [.. _problems];
        }
    }

    /// <exception cref="LoadException">The hub cannot be reached, or refuses.</exception>
    public static async Task<StoreHubParticipant> ConnectAsync(string name, Uri hub, LoadOptions options, bool writes, IEnumerable<string> stores, CancellationToken cancellationToken)
    {
        CuttableProxy? proxy = options.Churn > 0 ? new CuttableProxy(hub) : null;
        var client = new StoreHubClient(new StoreHubClientOptions
        {
            Url = proxy?.Url ?? hub,
            Protocol = options.Json ? WireProtocol.Json : WireProtocol.MessagePack,
            Role = writes ? StoreRole.Remote : StoreRole.Reader,
            ReconnectDelay = TimeSpan.FromMilliseconds(50),
        });
        var participant = new StoreHubParticipant(name, client, proxy);
        try
        {
            foreach (string store in stores)
            {
                HubStore opened = await client.OpenAsync(store, cancellationToken);
                if (opened.Status.State != ClientState.Live) throw new LoadException($"{name} cannot open {store} at {hub}: {opened.Status.Message}");
                participant.Watch(opened);
            }

            return participant;
        }
        catch (StoreException refusal)
        {
            await participant.DisposeAsync();
            throw new LoadException($"{name} cannot open its stores at {hub}: {refusal.Message}");
        }
        catch
        {
            await participant.DisposeAsync();
            throw;
        }
    }

    /// <summary>Resets its connection; it comes back by itself.</summary>
    public void Cut() => _proxy?.Cut();

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        if (_proxy is not null) await _proxy.DisposeAsync();
    }

    private void Watch(HubStore store)
    {
        Stores.Add(store);
        store.Refused += (_, refusal) => Note($"{Name}: the hub refused a write to {store.Name}: {refusal.Message}");
        store.Lost += (_, loss) => Note($"{Name}: {loss.Message}");
        store.StatusChanged += (_, status) =>
        {
            if (status.State == ClientState.Closed && status.Reason != StoreErrorCode.ClosedByClient) Note($"{Name}: {store.Name} was closed: {status.Message}");
            if (status.State == ClientState.Offline && _proxy is null) Note($"{Name}: lost its connection: {status.Message}");
        };
    }

    private void Note(string problem)
    {
        lock (_problems)
        {
            if (_problems.Count < 20) _problems.Add(problem);
        }
    }
}
