namespace StoreHub.Client.Topics;

/// <summary>One subscriber of a topic: keeps the last events until it can be told, and tells it one at a time.</summary>
internal sealed class TopicSubscription(SessionTopics topics, LocalTopic topic, Store store, Action<TopicEvent> callback) : IDisposable
{
    /// <summary>How many events wait for a subscriber that does not come to take them.</summary>
    public const int MaxWaiting = 256;

    private readonly SynchronizationContext? _context = SynchronizationContext.Current;
    private readonly Lock _lock = new();
    private readonly Queue<(TopicEvent Event, bool Retain)> _waiting = new();
    // what is retained was missed, and nothing was told since that took its place
    private TopicEvent? _owed;
    private long _missed;
    private bool _scheduled;
    private volatile bool _ended;

    public LocalTopic Topic => topic;

    /// <summary>Notes an event.</summary>
    /// <param name="published">The event.</param>
    /// <param name="retain">Whether it is what is retained from here on.</param>
    /// <returns>Whether <see cref="Schedule"/> must follow.</returns>
    public bool Add(TopicEvent published, bool retain)
    {
        lock (_lock)
        {
            _waiting.Enqueue((published, retain));
            if (_waiting.Count > MaxWaiting) Drop();

            return !_scheduled && (_scheduled = true);
        }
    }

    /// <summary>Has it told. Not under a lock: some contexts call back at once.</summary>
    public void Schedule()
    {
        if (_context is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.Drain(), this, preferLocal: false);
            return;
        }

        try
        {
            _context.Post(static self => ((TopicSubscription)self!).Drain(), this);
        }
#pragma warning disable CA1031 // a context that ended is the subscriber's failure
        catch (Exception e)
#pragma warning restore CA1031
        {
            // what could not be told is given up, so that the next event is tried again, and what is retained comes with that
            lock (_lock)
            {
                while (_waiting.Count > 0) Drop();
                _scheduled = false;
            }

            store.ReportSubscriberFailure(e);
        }
    }

    public void Dispose()
    {
        _ended = true;
        topics.Unsubscribe(this);
    }

    /// <summary>Gives up the oldest. Under the lock.</summary>
    private void Drop()
    {
        (TopicEvent dropped, bool wasRetained) = _waiting.Dequeue();
        _missed += dropped.Missed + 1;
        if (wasRetained) _owed = dropped with { IsRetained = true, Missed = 0 };
    }

    private void Drain()
    {
        while (Take() is { } next)
        {
            try
            {
                if (!_ended) callback(next);
            }
#pragma warning disable CA1031 // a throwing subscriber harms nobody else
            catch (Exception e)
#pragma warning restore CA1031
            {
                store.ReportSubscriberFailure(e);
            }
        }
    }

    private TopicEvent? Take()
    {
        lock (_lock)
        {
            TopicEvent? next;
            if (_waiting.TryDequeue(out (TopicEvent Event, bool Retain) first))
            {
                next = first.Event;
                if (first.Retain) _owed = null;
            }
            else
            {
                (next, _owed) = (_owed, null);
            }

            if (next is null)
            {
                _scheduled = false;
                return null;
            }

            if (_missed == 0) return next;
            next = next with { Missed = next.Missed + _missed };
            _missed = 0;
            return next;
        }
    }
}
