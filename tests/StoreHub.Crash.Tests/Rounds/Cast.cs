using StoreHub.Client;
using StoreHub.Crash.Tests.Kills;
using StoreHub.Crash.Tests.Participants;
using StoreHub.Encodings;
using StoreHub.Replicas;
using StoreHub.Tests.Participants;

namespace StoreHub.Crash.Tests.Rounds;

/// <summary>All clients of a round.</summary>
internal sealed class Cast : IAsyncDisposable
{
    private const int Writers = 4;

    private readonly IReadOnlyList<string> _shared;
    private readonly List<Writer> _writers = [];
    private readonly List<HubStore> _read = [];
    private readonly Participant _reader;
    private readonly Visitor? _visitor;
    private readonly Uri _url;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _working = Task.CompletedTask;
    private bool _disposed;

    public Cast(Uri url, Random random, IReadOnlyList<string> shared, string? visited)
    {
        _url = url;
        _shared = shared;
        Stores = visited is null ? shared : [.. shared, visited];
        for (int i = 0; i < Writers; i++) _writers.Add(new Writer(url, WireOf(i), $"w{i}", new Random(random.Next()), Acknowledgements));
        _reader = new Participant(url, WireOf(random.Next(2)), StoreRole.Reader, "r");
        if (visited is not null) _visitor = new Visitor(url, WireOf(random.Next(2)), "v", visited, new Random(random.Next()), Acknowledgements);
    }

    public IReadOnlyList<string> Stores { get; }

    /// <summary>The bursts of writes that were acknowledged.</summary>
    public Reached Acknowledgements { get; } = new();

    /// <summary>Fails with the first client that cannot go on, and never completes otherwise.</summary>
    public Task Failed => _failed.Task;

    public long Operations => Ledgers.Sum(static ledger => ledger.Now().Operations);

    private IEnumerable<Ledger> Ledgers => _visitor is null ? _writers.SelectMany(static writer => writer.Ledgers) : _writers.SelectMany(static writer => writer.Ledgers).Append(_visitor.Ledger);

    private IEnumerable<Participant> All => _visitor is null ? [.. _writers, _reader] : [.. _writers, _reader, _visitor];

    /// <summary>Makes the stores, brings all clients in, and lets them write.</summary>
    public async Task BeginAsync()
    {
        await PrepareAsync();
        foreach (string store in _shared)
        {
            foreach (Writer writer in _writers) await writer.JoinAsync(store);
            _read.Add(await _reader.OpenAsync(store));
        }

        List<Task> working = [.. _writers.Select(writer => GuardAsync(writer.Name, () => writer.WriteAsync(_stop.Token)))];
        if (_visitor is not null) working.Add(GuardAsync(_visitor.Name, () => _visitor.VisitAsync(_stop.Token)));
        _working = Task.WhenAll(working);
    }

    /// <summary>Completes when the hub has let go of the visited store and has opened it again, if there is one.</summary>
    // one of them may be the restart's
    public Task WhenLetGoAsync() => _visitor is null ? Task.CompletedTask : Task.WhenAny(_visitor.WhenReopenedAsync(2), Failed);

    /// <summary>Lets nobody begin to write any more, and waits for all to be acknowledged.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await await Task.WhenAny(_working.WaitAsync(KillSteps.Patience), Failed);
    }

    /// <summary>Compares all replicas with the hub, once they have what it has.</summary>
    /// <returns>What the hub says of each store.</returns>
    public async Task<IReadOnlyDictionary<string, HubStoreStatus>> RequireConvergedAsync()
    {
        var agreed = new Dictionary<string, HubStoreStatus>();
        using var patience = new CancellationTokenSource(KillSteps.Patience);
        foreach (string store in _shared)
        {
            HubStore[] replicas = [.. _writers.SelectMany(static writer => writer.Stores).Concat(_read).Where(replica => replica.Name == store)];
            foreach (HubStore replica in replicas) await replica.WhenLiveAsync(patience.Token);
            HubStoreStatus hub;
            (long Revision, StateHash Hash)[] states;
            do
            {
                // the floor may rise meanwhile: then somebody is ahead of what the hub said, and it is asked again
                hub = await replicas[0].GetHubStatusAsync(hash: true, patience.Token);
                foreach (HubStore replica in replicas) await replica.WhenSettledAsync(hub.StateRevision, patience.Token);
                states = [.. replicas.Select(static replica => replica.GetSettledHash())];
            }
            while (Array.Exists(states, state => state.Revision != hub.StateRevision));

            foreach ((HubStore replica, (_, StateHash hash)) in replicas.Zip(states))
            {
                if (hash != hub.StateHash) throw new BrokenPromiseException($"{store}: at revision {hub.StateRevision} a replica has the hash {hash}, the hub {hub.StateHash}");
                if (replica.Epoch != hub.Epoch) throw new BrokenPromiseException($"{store}: a replica is in epoch {replica.Epoch}, the hub in {hub.Epoch}");
                if (replica.PendingCount > 0) throw new BrokenPromiseException($"{store}: {replica.PendingCount} operations are pending");
            }

            agreed[store] = hub;
        }

        return agreed;
    }

    /// <summary>Requires that a state has all that was acknowledged, and nothing twice.</summary>
    public void Check(string store, SettledState state)
    {
        StoreValue value = state.ToValue();
        foreach (Ledger ledger in Ledgers.Where(ledger => ledger.StoreName == store)) ledger.Check(value, $"revision {state.Revision}");
    }

    public void CheckAllAcknowledged()
    {
        foreach (Ledger ledger in Ledgers) ledger.CheckAllAcknowledged();
    }

    public void RequireNoProblem()
    {
        if (All.SelectMany(static one => one.Losses.Select(static loss => loss.ToString()).Concat(one.Problems)).FirstOrDefault() is { } problem) throw new BrokenPromiseException(problem);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _stop.CancelAsync();
        await Task.WhenAll(All.Select(static one => one.DisposeAsync().AsTask()));
        await _working;
        _stop.Dispose();
    }

    private async Task GuardAsync(string name, Func<Task> work)
    {
        try
        {
            await Task.Run(work);
        }
        catch (Exception failure)
        {
            _failed.TrySetException(new BrokenPromiseException($"{name} cannot go on: {failure.Message}", failure));
        }
    }

    private async Task PrepareAsync()
    {
        var founder = new Participant(_url, WireProtocol.MessagePack, StoreRole.Remote, "founder");
        await using (founder)
        {
            foreach (string name in Stores)
            {
                HubStore store = await founder.OpenAsync(name);
                await store.WhenLiveAsync().WaitAsync(KillSteps.Patience);
                Ledger.Prepare(store, [.. _writers.Select(static writer => writer.Name), "v"]);
                await store.WhenAcknowledgedAsync().WaitAsync(KillSteps.Patience);
            }
        }
    }

    private static WireProtocol WireOf(int number) => number % 2 == 0 ? WireProtocol.MessagePack : WireProtocol.Json;
}
