namespace StoreHub.Client.Stores;

/// <summary>Those who wait for a revision to be settled. Used under the store's lock.</summary>
internal sealed class RevisionWaiters
{
    private readonly PriorityQueue<TaskCompletionSource, long> _waiters = new();

    public Task WaitAsync(long revision, long settled)
    {
        if (revision <= settled) return Task.CompletedTask;
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Enqueue(waiter, revision);
        return waiter.Task;
    }

    public void Reached(long revision)
    {
        while (_waiters.TryPeek(out TaskCompletionSource? waiter, out long wanted) && wanted <= revision)
        {
            _waiters.Dequeue();
            waiter.TrySetResult();
        }
    }

    public void Fail(Exception reason)
    {
        while (_waiters.TryDequeue(out TaskCompletionSource? waiter, out _)) waiter.TrySetException(reason);
    }
}
