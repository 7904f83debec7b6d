using System.Collections.Concurrent;

namespace StoreHub.Server.Stores;

/// <summary>The stores of a hub, opened on demand by name; one that failed is opened anew, one without history and subscribers is let go. Safe for any thread.</summary>
internal sealed class StoreRegistry(StoreServices services) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<StoreName, TaskCompletionSource<HubStore>> _stores = new();
    private int _count;

    /// <summary>How many stores there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The store of a name.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreErrorCode.StoreFailed"/>: it cannot be opened. <see cref="StoreErrorCode.Overloaded"/>: there are too many.
    /// </exception>
    public async Task<HubStore> GetAsync(StoreName name)
    {
        while (true)
        {
            if (!_stores.TryGetValue(name, out TaskCompletionSource<HubStore>? entry))
            {
                entry = new TaskCompletionSource<HubStore>(TaskCreationOptions.RunContinuationsAsynchronously);
                if (!TryAdd(name, entry)) continue;
                await OpenAsync(name, entry).ConfigureAwait(false);
            }

            HubStore store = await entry.Task.ConfigureAwait(false);
            if (!store.HasEnded) return store;
            await store.Completion.ConfigureAwait(false);
            Remove(name, entry);
        }
    }

    /// <summary>Ends all stores.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (TaskCompletionSource<HubStore> entry in _stores.Values)
        {
            try
            {
                HubStore store = await entry.Task.ConfigureAwait(false);
                await store.StopAsync().ConfigureAwait(false);
            }
            catch (StoreException)
            {
                // It could not be opened, and said so then.
            }
        }
    }

    private bool TryAdd(StoreName name, TaskCompletionSource<HubStore> entry)
    {
        if (Interlocked.Increment(ref _count) > services.Options.MaxStores)
        {
            Interlocked.Decrement(ref _count);
            throw new StoreException(StoreErrorCode.Overloaded, "The hub has as many stores as it may; try again.", limit: services.Options.MaxStores);
        }

        if (_stores.TryAdd(name, entry)) return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    private void Remove(StoreName name, TaskCompletionSource<HubStore> entry)
    {
        if (_stores.TryRemove(KeyValuePair.Create(name, entry))) Interlocked.Decrement(ref _count);
    }

    private async Task RemoveWhenEndedAsync(StoreName name, TaskCompletionSource<HubStore> entry, HubStore store)
    {
        await store.Completion.ConfigureAwait(false);
        Remove(name, entry);
    }

    private async Task OpenAsync(StoreName name, TaskCompletionSource<HubStore> entry)
    {
        try
        {
            HubStore store = await HubStore.OpenAsync(name, services, CancellationToken.None).ConfigureAwait(false);
            _ = RemoveWhenEndedAsync(name, entry, store);
            entry.SetResult(store);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            StoreLog.OpenFailed(services.Logger, name.ToString(), failure);
            Remove(name, entry);
            entry.SetException(new StoreException(StoreErrorCode.StoreFailed, $"The store {name} cannot be opened at the hub.", innerException: failure));
        }
    }
}
