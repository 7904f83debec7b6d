using StoreHub.Operations;

namespace StoreHub;

/// <summary>One subscriber: gathers what changed until it can be told, and tells it outside the store's lock, one call at a time.</summary>
internal sealed class StoreSubscription(Store store, StorePath path, Action<StoreChange> callback) : IDisposable
{
    /// <summary>How many places are listed, so that a subscriber who does not come to listen costs little memory.</summary>
    public const int MaxPaths = 1000;

    private readonly SynchronizationContext? _context = SynchronizationContext.Current;
    private readonly Lock _lock = new();
    private List<StorePath>? _paths;
    private bool _reset;
    private bool _busy;
    private volatile bool _ended;

    public StorePath Path => path;

    /// <summary>Notes a change; null: anything.</summary>
    /// <returns>Whether the subscriber had nothing to be told before.</returns>
    public bool Note(StorePath? changed)
    {
        lock (_lock)
        {
            bool first = !_reset && _paths is null;
            if (changed is null || _paths?.Count == MaxPaths)
            {
                _reset = true;
                _paths = null;
            }
            else if (!_reset)
            {
                (_paths ??= []).Add(changed);
            }

            return first;
        }
    }

    /// <summary>Tells the subscriber: on its own context if it has one, else at once.</summary>
    public void Raise()
    {
        if (_context is null)
        {
            Drain();
            return;
        }

        try
        {
            _context.Post(static self => ((StoreSubscription)self!).Drain(), this);
        }
#pragma warning disable CA1031 // a context that ended is the subscriber's failure, not the writer's
        catch (Exception e)
#pragma warning restore CA1031
        {
            // what could not be told is given up, so that the next change is tried again
            lock (_lock)
            {
                _paths = null;
                _reset = false;
            }

            store.ReportSubscriberFailure(e);
        }
    }

    /// <summary>Tells the subscriber on this thread, unless another one is telling it and will tell this too.</summary>
    public void Drain()
    {
        while (Take() is { } change)
        {
            try
            {
                if (!_ended) callback(change);
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

    /// <summary>From now on it is told nothing, though a call may be on its way.</summary>
    public void End() => _ended = true;

    public void Dispose()
    {
        End();
        store.Unsubscribe(this);
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
