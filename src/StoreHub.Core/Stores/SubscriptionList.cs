using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.State;

namespace StoreHub;

/// <summary>Finds out whom a change concerns: those at, below or above its place. Used under the store's lock.</summary>
internal sealed class SubscriptionList(IStoreReplica replica) : IChangeSink
{
    private readonly List<StoreSubscription> _subscriptions = [];
    private List<StoreSubscription> _waiting = [];

    public void Add(StoreSubscription subscription) => _subscriptions.Add(subscription);

    public void Remove(StoreSubscription subscription) => _subscriptions.Remove(subscription);

    public void End()
    {
        foreach (StoreSubscription subscription in _subscriptions) subscription.End();
        _subscriptions.Clear();
        _waiting.Clear();
    }

    public void Changed(Operation operation)
    {
        if (_subscriptions.Count == 0) return;
        StorePath changed = operation switch
        {
            MapSetOperation set => set.Path.Append(new PathSegment(set.Key)),
            MapDeleteOperation delete => delete.Path.Append(new PathSegment(delete.Key)),
            _ => operation.Path,
        };
        foreach (StoreSubscription subscription in _subscriptions)
        {
            if (Touches(subscription.Path, changed) && subscription.Note(changed)) _waiting.Add(subscription);
        }
    }

    public void ChangedAll()
    {
        foreach (StoreSubscription subscription in _subscriptions)
        {
            if (subscription.Note(null)) _waiting.Add(subscription);
        }
    }

    /// <summary>Those that have something to be told; null if none.</summary>
    public List<StoreSubscription>? TakeWaiting()
    {
        if (_waiting.Count == 0) return null;
        List<StoreSubscription> waiting = _waiting;
        _waiting = [];
        return waiting;
    }

    private bool Touches(StorePath watched, StorePath changed)
    {
        int common = Math.Min(watched.Count, changed.Count);
        for (int i = 0; i < common; i++)
        {
            if (!Same(watched, changed, i)) return false;
        }

        return true;
    }

    private bool Same(StorePath watched, StorePath changed, int at)
    {
        PathSegment mine = watched[at], theirs = changed[at];
        if (mine.Element is not null && theirs.Element is not null) return mine.Equals(theirs);
        if (mine.Element is null && theirs.Element is null && mine.Key.Kind == theirs.Key.Kind) return mine.Key.Equals(theirs.Key);
        // an index means whatever stands there now: that of a foreign author, or of one who watches a place that was empty
        if (replica.Tree.Walk(watched.Segments[..at], stamp: false) is not ArrayNode array)
            return mine.Equals(theirs);
        int index = IndexOf(array, mine);
        return index >= 0 && index == IndexOf(array, theirs);
    }

    private static int IndexOf(ArrayNode array, in PathSegment segment)
    {
        if (segment.Element is not { } id) return segment.ArrayIndex;
        return array.Find(id) is { IsLive: true } element ? ArrayNode.IndexOf(element) : -1;
    }
}
