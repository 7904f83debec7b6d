namespace StoreHub.Client.Stores;

/// <summary>
/// What is to happen once the store's lock is released: first what keeps the conversation going, then what the application hears. A handler
/// that throws harms neither the others nor the conversation.
/// </summary>
internal sealed class SessionEvents(Store store)
{
    private List<Action> _first = [];
    private List<Action> _forApplication = [];

    /// <summary>Notes something of the client's own. Under the lock.</summary>
    public void Next(Action action) => _first.Add(action);

    /// <summary>Notes an event of the application's. Under the lock.</summary>
    public void Tell(Action raise) => _forApplication.Add(raise);

    /// <summary>Takes what was noted; the result is run without the lock. Under the lock.</summary>
    public Action? Take()
    {
        if (_first.Count == 0 && _forApplication.Count == 0) return null;
        List<Action> first = _first, forApplication = _forApplication;
        _first = [];
        _forApplication = [];
        return () =>
        {
            foreach (Action action in first) action();
            foreach (Action raise in forApplication) Guard(raise);
        };
    }

    private void Guard(Action raise)
    {
        try
        {
            raise();
        }
#pragma warning disable CA1031 // an event handler of the application may throw anything
        catch (Exception e)
#pragma warning restore CA1031
        {
            store.ReportSubscriberFailure(e);
        }
    }
}
