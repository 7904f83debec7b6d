using StoreHub.Operations;

namespace StoreHub;

/// <summary>One subscriber: gathers what changed until it can be told, and tells it outside the store's lock, one call at a time.</summary>
internal sealed class StoreSubscription(Store store, StorePath path, Action<StoreChange> callback) : IDisposable
{
    private readonly SynchronizationContext? _context = SynchronizationContext.Current;
    private readonly Lock _lock = new();
    private List<StorePath>? _paths;
    private bool _reset;
    private bool _busy;
    private volatile bool _disposed;

    public StorePath Path => path;

    /// <summary>Notes a change; null: anything.</summary>
    /// <returns>Whether the subscriber had nothing to be told before.</returns>
    public bool Note(StorePath? changed)
    {
        lock (_lock)
        {
            bool first = !_reset && _paths is null;
            if (changed is null) _reset = true;
            else if (!_reset) (_paths ??= []).Add(changed);
            return first;
        }
    }

    /// <summary>Tells the subscriber: on its own context if it has one, else at once.</summary>
    public void Raise()
    {
        if (_context is null) Drain();
        else _context.Post(static self => ((StoreSubscription)self!).Drain(), this);
    }

    public void Dispose()
    {
        _disposed = true;
        store.Unsubscribe(this);
    }

    private void Drain()
    {
        while (Take() is { } change)
        {
            try
            {
                if (!_disposed) callback(change);
            }
#pragma warning disable CA1031 // a throwing subscriber harms nobody else
            catch (Exception e)
#pragma warning restore CA1031
            {
                store.ReportSubscriberFailure(e);
            }
            finally
            {
                lock (_lock) _busy = false;
            }
        }
    }

    private StoreChange? Take()
    {
        lock (_lock)
        {
            // whoever is telling now, on another thread or further up on this one, tells this change as well
            if (_busy || (!_reset && _paths is null)) return null;
            _busy = true;
            var change = new StoreChange(_reset ? null : _paths);
            _paths = null;
            _reset = false;
            return change;
        }
    }
}
