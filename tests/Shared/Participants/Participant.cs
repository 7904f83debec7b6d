using System.Collections.Concurrent;
using StoreHub.Client;

namespace StoreHub.Tests.Participants;

/// <summary>A client that stays through all restarts, and notes what must not happen to it.</summary>
internal class Participant : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly ConcurrentQueue<Loss> _losses = new();

    public Participant(Uri url, WireProtocol wire, StoreRole role, string name)
    {
        Name = name;
        Client = new StoreHubClient(new StoreHubClientOptions
        {
            Url = url,
            Protocol = wire,
            Role = role,
            ReconnectDelay = TimeSpan.FromMilliseconds(20),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(100),
        });
    }

    public string Name { get; }

    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>What its stores said was lost.</summary>
    public IReadOnlyCollection<Loss> Losses => _losses;

    protected StoreHubClient Client { get; }

    public async Task<HubStore> OpenAsync(string name)
    {
        HubStore store = await Client.OpenAsync(name);
        store.Lost += (_, loss) => _losses.Enqueue(new Loss(Name, name, loss.Code, loss.Count, loss.Message));
        store.Refused += (_, refusal) => _problems.Enqueue($"{Name}: {refusal.Operations.Count} operations of {name} were refused: {refusal.Message}");
        store.StatusChanged += (_, status) =>
        {
            if (status is { State: ClientState.Closed, Reason: not StoreErrorCode.ClosedByClient }) _problems.Enqueue($"{Name}: {name} closed: {status.Reason} {status.Message}");
        };
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
