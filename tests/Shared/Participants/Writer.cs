using StoreHub.Client;

namespace StoreHub.Tests.Participants;

/// <summary>Writes in several stores without pause, while the hub is there and while it is not.</summary>
internal sealed class Writer(Uri url, WireProtocol wire, string name, Random random, Reached acknowledgements) : Participant(url, wire, StoreRole.Remote, name)
{
    private const int MostInBurst = 8;
    // not yet acknowledged
    private const int Window = 3;

    private readonly List<(HubStore Store, Ledger Ledger)> _stores = [];

    /// <summary>How long it rests after each burst. The default is not at all.</summary>
    public TimeSpan Pause { get; init; }

    public IEnumerable<HubStore> Stores => _stores.Select(static one => one.Store);

    public IEnumerable<Ledger> Ledgers => _stores.Select(static one => one.Ledger);

    public async Task JoinAsync(string store)
    {
        HubStore joined = await OpenAsync(store);
        _stores.Add((joined, new Ledger(store, Name)));
    }

    /// <summary>Completes when it was told to stop, and all is acknowledged.</summary>
    public async Task WriteAsync(CancellationToken stop)
    {
        foreach (HubStore store in Stores) await store.WhenLiveAsync(stop);
        var bursts = new Queue<Task>();
        while (!stop.IsCancellationRequested)
        {
            (HubStore store, Ledger ledger) = _stores[random.Next(_stores.Count)];
            for (int more = random.Next(MostInBurst); more >= 0; more--) ledger.Write(store, random);
            bursts.Enqueue(ConfirmAsync(store, ledger));
            if (bursts.Count >= Window) await bursts.Dequeue();
            if (Pause > TimeSpan.Zero) await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(bursts);
    }

    private async Task ConfirmAsync(HubStore store, Ledger ledger)
    {
        Written written = ledger.Now();
        await store.WhenAcknowledgedAsync();
        ledger.Acknowledged(written);
        acknowledgements.Add();
    }
}
