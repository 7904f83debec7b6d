namespace StoreHub.Tests.Participants;

/// <summary>Counts what happens in a round, for whoever waits until it has happened more often. Safe for any thread.</summary>
internal sealed class Reached
{
    private readonly Lock _gate = new();
    private readonly List<(long Count, TaskCompletionSource Reached)> _waiting = [];
    private long _count;

    public void Add()
    {
        lock (_gate)
        {
            _count++;
            foreach ((_, TaskCompletionSource reached) in _waiting.Where(waiting => waiting.Count <= _count)) reached.TrySetResult();
            _waiting.RemoveAll(waiting => waiting.Count <= _count);
        }
    }

    /// <summary>Completes after so many more.</summary>
    public Task WhenMoreAsync(int more)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _waiting.Add((_count + more, reached));
        return reached.Task;
    }
}
