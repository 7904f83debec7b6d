namespace StoreHub.Client.Stores;

/// <summary>Where a store stands with its hub, and who waits for what of it. Used under the store's lock, but for reading the status.</summary>
internal sealed class SessionStatus(string name)
{
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ClientStatus _current = new(ClientState.Connecting);

    public ClientStatus Current => _current;

    public bool IsClosed => _current.State == ClientState.Closed;

    /// <summary>Completes when the first attempt to open the store came to something.</summary>
    public Task Tried => _tried.Task;

    /// <summary>Completes when the store is live; faults when it closes before.</summary>
    public Task Live => _live.Task;

    /// <summary>Nobody needs to wait for the first attempt: there is something to show.</summary>
    public void BecomeUsable() => _tried.TrySetResult();

    /// <summary>Changes the status; false if it is the same, or closed for good.</summary>
    public bool TryChange(ClientStatus status)
    {
        if (IsClosed || _current == status) return false;
        bool wasLive = _current.State == ClientState.Live;
        _current = status;
        if (status.State != ClientState.Connecting) _tried.TrySetResult();
        if (status.State == ClientState.Live) _live.TrySetResult();
        else if (wasLive) _live = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (status.State != ClientState.Closed) return true;
        _live.TrySetException(Closure());
        // nobody needs to observe it: the status says the same
        _ = _live.Task.Exception;
        return true;
    }

    /// <summary>Why nothing can be awaited of a closed store.</summary>
    public StoreException Closure() => new(_current.Reason, $"'{name}' is closed: {_current.Message}");
}
