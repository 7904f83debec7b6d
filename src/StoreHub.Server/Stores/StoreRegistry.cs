using System.Collections.Concurrent;

namespace StoreHub.Server.Stores;

/// <summary>The stores of a hub, opened on demand by name; one that failed is opened anew. Safe for any thread.</summary>
internal sealed class StoreRegistry(StoreServices services) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<StoreName, TaskCompletionSource<HubStore>> _stores = new();

    /// <summary>The store of a name.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.StoreFailed"/>: it cannot be opened.</exception>
    public async Task<HubStore> GetAsync(StoreName name)
    {
        while (true)
        {
            var fresh = new TaskCompletionSource<HubStore>(TaskCreationOptions.RunContinuationsAsynchronously);
            TaskCompletionSource<HubStore> entry = _stores.GetOrAdd(name, fresh);
            if (entry == fresh) await OpenAsync(name, fresh).ConfigureAwait(false);
            HubStore store = await entry.Task.ConfigureAwait(false);
            if (!store.HasFailed) return store;
            await store.Completion.ConfigureAwait(false);
            _stores.TryRemove(KeyValuePair.Create(name, entry));
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

    private async Task OpenAsync(StoreName name, TaskCompletionSource<HubStore> entry)
    {
        try
        {
            entry.SetResult(await HubStore.OpenAsync(name, services, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            StoreLog.OpenFailed(services.Logger, name.ToString(), failure);
            _stores.TryRemove(KeyValuePair.Create(name, entry));
            entry.SetException(new StoreException(StoreErrorCode.StoreFailed, $"The store {name} cannot be opened at the hub.", innerException: failure));
        }
    }
}
