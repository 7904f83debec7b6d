namespace StoreHub.Client.Tests.Testing;

/// <summary>Clients as the tests want them: they reconnect at once.</summary>
internal static class Clients
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static StoreHubClient Connect(Uri url, WireProtocol protocol = WireProtocol.MessagePack, StoreRole role = StoreRole.Remote, string? dataPath = null, SlowDisk? disk = null) =>
        new(new StoreHubClientOptions
        {
            Url = url,
            Protocol = protocol,
            Role = role,
            DataPath = dataPath,
            SyncFile = disk is null ? null : disk.Sync,
            ReconnectDelay = TimeSpan.FromMilliseconds(20),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(200),
        });

    /// <summary>Completes when a store has a status.</summary>
    public static async Task WhenAsync(this HubStore store, ClientState state)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, ClientStatus status)
        {
            if (status.State == state) reached.TrySetResult();
        }

        store.StatusChanged += Look;
        if (store.Status.State == state) reached.TrySetResult();
        await reached.Task.WaitAsync(Patience);
        store.StatusChanged -= Look;
    }

    /// <summary>Completes when a condition holds, looked at after each change of the store.</summary>
    public static async Task UntilAsync(this Store store, Func<bool> condition)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable subscription = store.Subscribe(_ =>
        {
            if (condition()) reached.TrySetResult();
        });
        if (condition()) return;
        await reached.Task.WaitAsync(Patience);
    }

    /// <summary>Waits until every store has settled everything that the hub has, and requires that all have the hub's hash.</summary>
    public static async Task<HubStoreStatus> RequireConvergedAsync(params HubStore[] stores)
    {
        foreach (HubStore store in stores)
        {
            await store.WhenLiveAsync().WaitAsync(Patience);
            await store.WhenAcknowledgedAsync().WaitAsync(Patience);
        }

        while (true)
        {
            HubStoreStatus status = await stores[0].GetHubStatusAsync(hash: true);
            foreach (HubStore store in stores) await store.WhenSettledAsync(status.Revision).WaitAsync(Patience);
            var hashes = stores.Select(store => store.GetSettledHash()).ToArray();
            // a floor record may have come in between
            if (hashes.Any(hash => hash.Revision != status.Revision) || status.StateRevision != status.Revision) continue;
            Assert.All(hashes, hash => Assert.Equal(status.StateHash, hash.Hash));
            Assert.All(stores, store => Assert.Equal(0, store.PendingCount));
            return status;
        }
    }
}
