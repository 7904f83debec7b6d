using StoreHub.Operations;

namespace StoreHub;

/// <summary>Hands own operations to those who carry them elsewhere: outside the store's lock, in order, by one thread at a time.</summary>
internal sealed class OperationFeed
{
    private readonly Lock _lock = new();
    private readonly Queue<Operation> _queue = new();
    private Action<Operation>[] _handlers = [];
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
        }
    }

    /// <summary>Called in the order of the transactions.</summary>
    public void Enqueue(IReadOnlyList<Operation> operations)
    {
        lock (_lock)
        {
            if (_handlers.Length == 0) return;
            foreach (Operation operation in operations) _queue.Enqueue(operation);
        }
    }

    public void Drain(Store store)
    {
        while (true)
        {
            Operation? operation;
            Action<Operation>[] handlers;
            lock (_lock)
            {
                if (_busy || !_queue.TryDequeue(out operation)) return;
                _busy = true;
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
