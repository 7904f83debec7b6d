using StoreHub.Client.Stores;
using StoreHub.Encodings;
using StoreHub.Protocol.Messages;

namespace StoreHub.Client.Topics;

/// <summary>The topics of one store that somebody here has subscribed: keeps them subscribed at the hub, and hands events on. Safe for any thread.</summary>
internal sealed class SessionTopics(StoreHubClient client, StoreSession session)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LocalTopic> _topics = new(StringComparer.Ordinal);
    // counts the openings of the store; the hub forgets what was subscribed before each
    private int _opening;
    private bool _isOpen;
    private StoreException? _closure;

    public async Task PublishAsync(string topic, StoreValue value, bool retain, bool echo, CancellationToken cancellationToken)
    {
        session.RequireWriter();
        OperationLimits.Validate(value, session.Store.Writer.Limits, topic);
        LocalTopic? local;
        int round;
        lock (_gate) round = _topics.TryGetValue(topic, out local) ? local.Round : 0;
        var request = new PublishRequest { Store = session.Name, Topic = topic, Value = new EncodedValue(value), Retain = retain, Echo = echo };
        PublishResult result;
        try
        {
            result = await client.InvokeAsync<PublishResult>(HubMethods.Publish, request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreException(StoreErrorCode.ConnectionLost, "The connection ended before the hub answered.", innerException: e);
        }

        if (result.Error is { } error) throw error.ToException();
        if (!retain || local is null) return;
        // the hub does not echo it, but who subscribes here later is to get it
        var own = new EventMessage { Store = session.Name, Topic = topic, Value = request.Value, Time = result.Time, Source = session.Store.Source, Retain = true };
        lock (_gate)
        {
            if (local.Round == round) local.Retain(own);
        }
    }

    public IDisposable Subscribe(string topic, Action<TopicEvent> callback)
    {
        TopicSubscription subscription;
        bool hasRetained = false;
        lock (_gate)
        {
            if (_closure is not null) throw _closure;
            if (!_topics.TryGetValue(topic, out LocalTopic? local)) _topics[topic] = local = new LocalTopic(topic);
            subscription = new TopicSubscription(this, local, session.Store, callback);
            local.Subscriptions.Add(subscription);
            if (local.Retained is { } retained) hasRetained = subscription.Add(EventOf(retained, isRetained: true, missed: 0), retain: true);
            Sync(local);
        }

        if (hasRetained) subscription.Schedule();
        return subscription;
    }

    public void Unsubscribe(TopicSubscription subscription)
    {
        lock (_gate)
        {
            if (subscription.Topic.Subscriptions.Remove(subscription)) Sync(subscription.Topic);
        }
    }

    public Task WhenSubscribedAsync(string topic, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_topics.TryGetValue(topic, out LocalTopic? local) || local.Subscriptions.Count == 0)
                throw new InvalidOperationException($"Nothing here has subscribed to the topic '{topic}'.");
            return _closure is not null ? Task.FromException(_closure) : local.Refusal is not null ? Task.FromException(local.Refusal) : local.Subscribed.Task.WaitAsync(cancellationToken);
        }
    }

    public void OnEvent(EventMessage message)
    {
        TopicSubscription[] told;
        lock (_gate)
        {
            if (!_topics.TryGetValue(message.Topic, out LocalTopic? local)) return;
            local.Missed += message.Missed;
            bool isKnown = message.Retained && message.Time == local.Last?.Time;
            bool retain = message.Retain || message.Retained;
            if (retain) local.Retain(message);
            // it comes anew after each reconnection
            if (isKnown) return;
            TopicEvent published = EventOf(message, message.Retained, local.Missed);
            local.Missed = 0;
            told = local.Tell(published, retain);
        }

        foreach (TopicSubscription subscription in told) subscription.Schedule();
    }

    /// <summary>The store is open at the hub, which knows of no topic yet.</summary>
    public void Opened()
    {
        lock (_gate)
        {
            _opening++;
            _isOpen = true;
            foreach (LocalTopic local in _topics.Values)
            {
                local.Refusal = null;
                Sync(local);
            }
        }
    }

    /// <summary>The connection is gone, or the store is opened anew on it.</summary>
    public void Lost()
    {
        lock (_gate)
        {
            _isOpen = false;
            foreach (LocalTopic local in _topics.Values) local.Unsubscribed();
        }
    }

    /// <summary>The store is closed for good.</summary>
    public void Close(StoreException closure)
    {
        lock (_gate)
        {
            _closure = closure;
            _isOpen = false;
            foreach (LocalTopic local in _topics.Values)
            {
                local.Subscribed.TrySetException(closure);
                // nobody needs to observe it
                _ = local.Subscribed.Task.Exception;
            }
        }
    }

    private static TopicEvent EventOf(EventMessage message, bool isRetained, long missed) =>
        new(message.Value.Value, message.Source, DateTimeOffset.UnixEpoch.AddMilliseconds(message.Time), isRetained, missed);

    /// <summary>Has the hub told, one call after the other, whether the topic is wanted. Under the lock.</summary>
    private void Sync(LocalTopic local)
    {
        if (local.IsBusy) return;
        local.IsBusy = true;
        _ = Task.Run(() => RunAsync(local));
    }

    private async Task RunAsync(LocalTopic local)
    {
        while (Next(local) is var (isWanted, opening))
        {
            try
            {
                if (isWanted)
                {
                    lock (_gate) local.Round++;
                    var request = new SubscribeRequest { Store = session.Name, Topic = local.Name };
                    Answered(local, opening, await client.InvokeAsync<SubscribeResult>(HubMethods.Subscribe, request, CancellationToken.None).ConfigureAwait(false));
                }
                else
                {
                    // at once: who comes meanwhile must wait for the next subscription
                    lock (_gate) local.Unsubscribed();
                    await client.InvokeAsync<UnsubscribeResult>(HubMethods.Unsubscribe, new UnsubscribeRequest { Store = session.Name, Topic = local.Name }, CancellationToken.None).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is StoreException or OperationCanceledException)
            {
                // the connection is gone; the next opening subscribes again
                lock (_gate) (local.SubscribedAt, local.FailedAt) = (0, opening);
            }
        }
    }

    /// <summary>What the hub is to be told next of a topic; null if nothing.</summary>
    private (bool IsWanted, int Opening)? Next(LocalTopic local)
    {
        lock (_gate)
        {
            bool isWanted = local.Subscriptions.Count > 0;
            if (_isOpen && local.FailedAt != _opening && isWanted != (local.SubscribedAt == _opening)) return (isWanted, _opening);
            local.IsBusy = false;
            if (!isWanted) _topics.Remove(local.Name);
            return null;
        }
    }

    private void Answered(LocalTopic local, int opening, SubscribeResult result)
    {
        StoreException? refusal;
        TopicSubscription[] told = [];
        lock (_gate)
        {
            refusal = result.Error?.ToException();
            if (refusal is null)
            {
                local.SubscribedAt = opening;
                if (!result.Retained && local.Forget() is { } former) told = local.Tell(EventOf(former, isRetained: true, missed: 0) with { Value = StoreValue.Undefined }, retain: true);
                if (opening == _opening && _isOpen) local.Subscribed.TrySetResult();
            }
            else
            {
                local.FailedAt = opening;
                // it is opened again, and this is tried again then, or it was deleted, and that is said
                if (refusal.Code is StoreErrorCode.NotOpen or StoreErrorCode.StoreFailed) return;
                local.Refusal = refusal;
                local.Subscribed.TrySetException(refusal);
                // nobody needs to observe it: it is reported
                _ = local.Subscribed.Task.Exception;
            }
        }

        foreach (TopicSubscription subscription in told) subscription.Schedule();
        if (refusal is not null) session.Store.ReportSubscriberFailure(refusal);
    }
}
