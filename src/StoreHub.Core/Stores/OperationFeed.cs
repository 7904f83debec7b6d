using StoreHub.Operations;

namespace StoreHub;

/// <summary>Hands own operations to those who carry them elsewhere: outside the store's lock, in order, by one thread at a time.</summary>
internal sealed class OperationFeed
{
    private readonly Lock _lock = new();
    private readonly Queue<Operation> _queue = new();
    private Action<Operation>[] _handlers = [];
    // how many wait in the queue: most stores have no handlers, and their writes take no lock here
    private int _waiting;
    private bool _busy;

    public IDisposable Add(Action<Operation> handler)
    {
        lock (_lock) _handlers = [.. _handlers, handler];
        return new Registration(this, handler);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _handlers = [];
            _queue.Clear();
            _waiting = 0;
        }
    }

    /// <summary>Called in the order of the transactions.</summary>
    public void Enqueue(IReadOnlyList<Operation> operations)
    {
        if (Volatile.Read(ref _handlers).Length == 0) return;
        lock (_lock)
        {
            if (_handlers.Length == 0) return;
            foreach (Operation operation in operations) _queue.Enqueue(operation);
            Volatile.Write(ref _waiting, _queue.Count);
        }
    }

    public void Drain(Store store)
    {
        while (Volatile.Read(ref _waiting) > 0)
        {
            Operation? operation;
            Action<Operation>[] handlers;
            lock (_lock)
            {
                if (_busy || !_queue.TryDequeue(out operation)) return;
                _busy = true;
                Volatile.Write(ref _waiting, _queue.Count);
                handlers = _handlers;
            }

            try
            {
                foreach (Action<Operation> handler in handlers) Call(store, handler, operation);
            }
            finally
            {
                lock (_lock) _busy = false;
            }
        }
    }

    private static void Call(Store store, Action<Operation> handler, Operation operation)
    {
        try
        {
            handler(operation);
        }
#pragma warning disable CA1031 // a throwing handler harms nobody else
        catch (Exception e)
#pragma warning restore CA1031
        {
            store.ReportSubscriberFailure(e);
        }
    }

    private sealed class Registration(OperationFeed feed, Action<Operation> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (feed._lock)
            {
                int at = Array.IndexOf(feed._handlers, handler);
                if (at >= 0) feed._handlers = [.. feed._handlers[..at], .. feed._handlers[(at + 1)..]];
            }
        }
    }
}
