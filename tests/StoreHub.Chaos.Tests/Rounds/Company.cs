using StoreHub.Chaos.Tests.Cluster;
using StoreHub.Client;
using StoreHub.Encodings;
using StoreHub.Tests.Participants;

namespace StoreHub.Chaos.Tests.Rounds;

/// <summary>All clients of a round: writers and a reader, which go to any hub, and an observer at each hub.</summary>
internal sealed class Company : IAsyncDisposable
{
    private const int Writers = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(2);
    private static readonly string[] s_stores = ["first", "second/Store"];

    private readonly List<Writer> _writers = [];
    private readonly List<HubStore> _read = [];
    private readonly List<(HubNode Hub, HubStore Store)> _observed = [];
    private readonly List<Participant> _observers = [];
    private readonly Participant _reader;
    private readonly Dictionary<Participant, int> _lossesTaken = [];
    private readonly HubCluster _cluster;

    public Company(HubCluster cluster, Random random)
    {
        _cluster = cluster;
        // so that the load is what clients make, and not what this machine can
        for (int i = 0; i < Writers; i++) _writers.Add(new Writer(cluster.Balancer.Url, WireOf(i), $"w{i}", new Random(random.Next()), Acknowledgements) { Pause = TimeSpan.FromMilliseconds(20) });
        _reader = new Participant(cluster.Balancer.Url, WireOf(random.Next(2)), StoreRole.Reader, "reader");
        _observers = [.. cluster.Hubs.Select(hub => new Participant(hub.Url, WireOf(random.Next(2)), StoreRole.Reader, $"observer of hub {hub.Number}"))];
    }

    /// <summary>The bursts of writes that were acknowledged.</summary>
    public Reached Acknowledgements { get; } = new();

    public IEnumerable<Ledger> Ledgers => _writers.SelectMany(static writer => writer.Ledgers);

    public IEnumerable<string> Problems => All.SelectMany(static one => one.Problems);

    private IEnumerable<Participant> All => [.. _writers, _reader, .. _observers];

    /// <summary>Makes the stores, and brings all clients in.</summary>
    public async Task JoinAsync()
    {
        foreach (string name in s_stores)
        {
            foreach (Writer writer in _writers) await writer.JoinAsync(name);
            HubStore store = _writers[0].Stores.Last();
            await store.WhenLiveAsync().WaitAsync(Patience);
            Ledger.Prepare(store, [.. _writers.Select(static writer => writer.Name)]);
            await store.WhenAcknowledgedAsync().WaitAsync(Patience);
            // whoever has not seen the containers would write into nothing
            foreach (HubStore other in _writers.Select(static writer => writer.Stores.Last())) await other.WhenSettledAsync(store.AcknowledgedRevision).WaitAsync(Patience);
            _read.Add(await _reader.OpenAsync(name));
            foreach ((Participant observer, HubNode hub) in _observers.Zip(_cluster.Hubs)) _observed.Add((hub, await observer.OpenAsync(name)));
        }
    }

    /// <summary>All write side by side; completes when they were told to stop, and all is acknowledged.</summary>
    public Task WriteAsync(CancellationToken stop) => Task.WhenAll(_writers.Select(writer => Task.Run(() => writer.WriteAsync(stop), CancellationToken.None)));

    /// <summary>Compares all replicas and all hubs.</summary>
    /// <returns>Who differs, or is not there; null if all are live with the same state in the same epoch, and nothing is pending.</returns>
    public async Task<string?> FindDifferenceAsync()
    {
        foreach (string name in s_stores)
        {
            List<(string Who, HubStore Store)> replicas =
            [
                .. _writers.Select(writer => (writer.Name, writer.Stores.Single(store => store.Name == name))),
                .. _read.Where(store => store.Name == name).Select(store => (_reader.Name, store)),
                .. _observed.Where(pair => pair.Store.Name == name).Select(static pair => ($"the observer of hub {pair.Hub.Number}", pair.Store)),
            ];
            foreach ((string who, HubStore store) in replicas)
            {
                if (store.Status != new ClientStatus(ClientState.Live)) return $"{name}: {who} is {store.Status}";
                if (store.PendingCount > 0) return $"{name}: {who} has {store.PendingCount} pending operations";
            }

            var states = new List<(string Who, string? Epoch, long Revision, StateHash? Hash)>();
            foreach ((HubNode hub, HubStore store) in _observed.Where(pair => pair.Store.Name == name))
            {
                using var limit = new CancellationTokenSource(AskFor);
                try
                {
                    HubStoreStatus status = await store.GetHubStatusAsync(hash: true, limit.Token);
                    states.Add(($"hub {hub.Number}", status.Epoch, status.StateRevision, status.StateHash));
                }
                catch (Exception failure) when (failure is StoreException or OperationCanceledException)
                {
                    return $"{name}: hub {hub.Number} does not say its status: {failure.Message}";
                }
            }

            foreach ((string who, HubStore store) in replicas)
            {
                (long revision, StateHash hash) = store.GetSettledHash();
                states.Add((who, store.Epoch, revision, hash));
            }

            if (states.Find(state => (state.Epoch, state.Revision, state.Hash) != (states[0].Epoch, states[0].Revision, states[0].Hash)) is { Who: not null })
                return $"{name}: {string.Join("; ", states.Select(static state => $"{state.Who}: epoch {state.Epoch}, revision {state.Revision}, {state.Hash}"))}";
        }

        return null;
    }

    /// <summary>What clients were told is lost, since it was asked for last.</summary>
    public IReadOnlyList<Loss> TakeLosses()
    {
        var losses = new List<Loss>();
        foreach (Participant one in All)
        {
            Loss[] all = [.. one.Losses];
            losses.AddRange(all.Skip(_lossesTaken.GetValueOrDefault(one)));
            _lossesTaken[one] = all.Length;
        }

        return losses;
    }

    /// <summary>For each store of each writer, what is missing of all that it wrote.</summary>
    /// <exception cref="BrokenPromiseException">Something is there twice, or was never written.</exception>
    public IReadOnlyDictionary<(string Writer, string Store), IReadOnlyList<string>> FindMissing(string where) => _writers
        .SelectMany(writer => writer.Ledgers.Zip(writer.Stores, (ledger, store) => (Key: (writer.Name, store.Name), Missing: ledger.FindMissing(store.Snapshot(), where))))
        .ToDictionary(static one => one.Key, static one => one.Missing);

    public async ValueTask DisposeAsync() => await Task.WhenAll(All.Select(static one => one.DisposeAsync().AsTask()));

    private static WireProtocol WireOf(int number) => number % 2 == 0 ? WireProtocol.MessagePack : WireProtocol.Json;
}
