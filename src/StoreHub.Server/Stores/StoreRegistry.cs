using System.Collections.Concurrent;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Stores;

/// <summary>
/// The stores of a hub, opened on demand by name; one that failed is opened anew, one that nobody has open is let go, at once if it has no
/// history and else after a while. Safe for any thread.
/// </summary>
internal sealed class StoreRegistry : IAsyncDisposable
{
    private static readonly TimeSpan LeastLookEvery = TimeSpan.FromMilliseconds(100);

    private readonly StoreServices _services;
    // null: there was one, and it is gone
    private readonly ConcurrentDictionary<StoreName, TaskCompletionSource<HubStore?>> _stores = new();
    private readonly ITimer? _timer;
    private int _count;

    public StoreRegistry(StoreServices services)
    {
        _services = services;
        if (_services.Options.UnloadAfter == TimeSpan.Zero) return;
        TimeSpan every = _services.Options.UnloadAfter / 4;
        if (every < LeastLookEvery) every = LeastLookEvery;
        _timer = _services.Time.CreateTimer(static registry => ((StoreRegistry)registry!).LetGoIdle(), this, every, every);
    }

    /// <summary>How many stores there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The store of a name.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreErrorCode.StoreFailed"/>: it cannot be opened. <see cref="StoreErrorCode.StorageUnavailable"/>: not at present. <see cref="StoreErrorCode.Overloaded"/>: there are too many.
    /// </exception>
    public async Task<HubStore> GetAsync(StoreName name)
    {
        while (true)
        {
            if (!_stores.TryGetValue(name, out TaskCompletionSource<HubStore?>? entry))
            {
                entry = new TaskCompletionSource<HubStore?>(TaskCreationOptions.RunContinuationsAsynchronously);
                if (!TryAdd(name, entry)) continue;
                await OpenAsync(name, entry).ConfigureAwait(false);
            }

            if (await entry.Task.ConfigureAwait(false) is { } store)
            {
                if (!store.HasEnded) return store;
                await store.Completion.ConfigureAwait(false);
            }

            Remove(name, entry);
        }
    }

    /// <summary>Removes a store with all its history. Whoever has it open is told; whoever opens it meanwhile waits and gets an empty one.</summary>
    /// <returns>Whether it had history.</returns>
    /// <exception cref="OperationLogException">It could not be removed.</exception>
    public async Task<bool> DeleteAsync(StoreName name, CancellationToken cancellationToken)
    {
        var gone = new TaskCompletionSource<HubStore?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new List<HubStore>();
        bool isDeleted = false;
        try
        {
            while (!_stores.TryAdd(name, gone))
            {
                if (!_stores.TryGetValue(name, out TaskCompletionSource<HubStore?>? entry)) continue;
                if (await StoreOfAsync(entry).WaitAsync(cancellationToken).ConfigureAwait(false) is { } store)
                {
                    ended.Add(store);
                    await store.BeginDeletionAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
                }

                Remove(name, entry);
            }

            Interlocked.Increment(ref _count);
            bool had = await _services.Log.DeleteAsync(name, CancellationToken.None).ConfigureAwait(false);
            await _services.Snapshots.DeleteAsync(name, CancellationToken.None).ConfigureAwait(false);
            isDeleted = true;
            if (had) StoreLog.Deleted(_services.Logger, name.ToString());
            return had;
        }
        finally
        {
            foreach (HubStore store in ended) store.EndDeletion(isDeleted);
            Remove(name, gone);
            gone.SetResult(null);
        }
    }

    /// <summary>The store of a name, if it is in memory.</summary>
    public HubStore? FindLoaded(StoreName name) =>
        _stores.TryGetValue(name, out TaskCompletionSource<HubStore?>? entry) && entry.Task is { IsCompletedSuccessfully: true, Result: { HasEnded: false } store } ? store : null;

    /// <summary>The names of the stores that have history, loaded or not, in ordinal order.</summary>
    /// <exception cref="OperationLogException">They cannot be reached.</exception>
    public ValueTask<IReadOnlyList<StoreName>> ListAsync(CancellationToken cancellationToken) => _services.Log.ListAsync(cancellationToken);

    /// <summary>Ends all stores.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null) await _timer.DisposeAsync().ConfigureAwait(false);
        // together, so that their last syncs go on side by side
        await Task.WhenAll(_stores.Values.Select(static async entry =>
        {
            if (await StoreOfAsync(entry).ConfigureAwait(false) is { } store) await store.StopAsync().ConfigureAwait(false);
        })).ConfigureAwait(false);
    }

    private static async Task<HubStore?> StoreOfAsync(TaskCompletionSource<HubStore?> entry)
    {
        try
        {
            return await entry.Task.ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // It could not be opened, and said so then.
            return null;
        }
    }

    private void LetGoIdle()
    {
        foreach (TaskCompletionSource<HubStore?> entry in _stores.Values)
        {
            if (entry.Task is { IsCompletedSuccessfully: true, Result: { } store }) store.LetGoIfIdle();
        }
    }

    private bool TryAdd(StoreName name, TaskCompletionSource<HubStore?> entry)
    {
        if (Interlocked.Increment(ref _count) > _services.Options.MaxStores)
        {
            Interlocked.Decrement(ref _count);
            throw new StoreException(StoreErrorCode.Overloaded, "The hub has as many stores as it may; try again.", limit: _services.Options.MaxStores);
        }

        if (_stores.TryAdd(name, entry)) return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    private void Remove(StoreName name, TaskCompletionSource<HubStore?> entry)
    {
        if (_stores.TryRemove(KeyValuePair.Create(name, entry))) Interlocked.Decrement(ref _count);
    }

    private async Task RemoveWhenEndedAsync(StoreName name, TaskCompletionSource<HubStore?> entry, HubStore store)
    {
        await store.Completion.ConfigureAwait(false);
        Remove(name, entry);
    }

    private async Task OpenAsync(StoreName name, TaskCompletionSource<HubStore?> entry)
    {
        try
        {
            HubStore store = await HubStore.OpenAsync(name, _services, CancellationToken.None).ConfigureAwait(false);
            _ = RemoveWhenEndedAsync(name, entry, store);
            entry.SetResult(store);
        }
        catch (LogUnavailableException away)
        {
            Remove(name, entry);
            entry.SetException(HubStore.Unavailable(away));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            StoreLog.OpenFailed(_services.Logger, name.ToString(), failure);
            Remove(name, entry);
            entry.SetException(new StoreException(StoreErrorCode.StoreFailed, $"The store {name} cannot be opened at the hub; its log says why.", innerException: failure));
        }
    }
}
