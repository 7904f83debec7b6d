using System.Collections.Concurrent;

namespace StoreHub.Server.Files;

/// <summary>
/// A few threads of their own: a slow disk holds up no connection, as it would on the thread pool. They begin when there is work. Safe for any thread.
/// </summary>
internal sealed class DiskWorkers : IDiskWorkers, IDisposable
{
    // syncs wait for the device, and devices take several at a time
    private const int Most = 8;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Lock _gate = new();
    private readonly List<Thread> _threads = [];
    private int _idle;

    public void Run(Action work)
    {
        _work.Add(work);
        if (Volatile.Read(ref _idle) >= _work.Count) return;
        lock (_gate)
        {
            if (_threads.Count == Most || _work.IsAddingCompleted) return;
            var thread = new Thread(Loop) { IsBackground = true, Name = "StoreHub disk" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>What was given is still done.</summary>
    public void Dispose()
    {
        Thread[] threads;
        lock (_gate)
        {
            _work.CompleteAdding();
            threads = [.. _threads];
        }

        foreach (Thread thread in threads) thread.Join();
        _work.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            Interlocked.Increment(ref _idle);
            bool any = _work.TryTake(out Action? work, Timeout.Infinite);
            Interlocked.Decrement(ref _idle);
            if (!any) return;
            work!();
        }
    }
}
