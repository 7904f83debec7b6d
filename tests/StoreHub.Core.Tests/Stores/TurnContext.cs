namespace StoreHub.Core.Tests.Stores;

/// <summary>A synchronization context whose turns the test takes by hand.</summary>
internal sealed class TurnContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();

    /// <summary>Whether it refuses posts, as a user interface does that has ended.</summary>
    public bool Ended { get; set; }

    public int Waiting => _posted.Count;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Ended) throw new InvalidOperationException("The context has ended.");
        _posted.Enqueue((d, state));
    }

    /// <summary>Runs something with this context as the current one.</summary>
    public void Within(Action action)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs what was posted.</summary>
    public void Turn() => Within(() =>
    {
        while (_posted.TryDequeue(out (SendOrPostCallback Callback, object? State) next)) next.Callback(next.State);
    });
}
