using StoreHub.Client.Stores;
using StoreHub.Encodings;
using StoreHub.Protocol.Messages;

namespace StoreHub.Client.Topics;

/// <summary>The topics of one store that somebody here has subscribed: keeps them subscribed at the hub, and hands events on. Safe for any thread.</summary>
internal sealed class SessionTopics(StoreHubClient client, StoreSession session)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TopicChannel> _channels = new(StringComparer.Ordinal);
    // counts the openings of the store; the hub forgets what was subscribed before each
    private int _opening;
    private bool _isOpen;
    private StoreException? _closure;

    public async Task PublishAsync(string topic, StoreValue value, bool retain, bool echo, CancellationToken cancellationToken)
    {
        session.RequireWriter();
        OperationLimits.Validate(value, session.Store.Writer.Limits, topic);
        TopicChannel? channel;
        int round;
        lock (_gate) round = _channels.TryGetValue(topic, out channel) ? channel.Round : 0;
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
        if (!retain || channel is null) return;
        // the hub does not echo it, but who subscribes here later is to get it
        var own = new EventMessage { Store = session.Name, Topic = topic, Value = request.Value, Time = result.Time, Source = session.Store.Source, Retain = true };
        lock (_gate)
        {
            if (channel.Round == round) channel.Retain(own);
        }
    }

    public IDisposable Subscribe(string topic, Action<TopicEvent> callback)
    {
        TopicSubscription subscription;
        bool hasRetained = false;
        lock (_gate)
        {
            if (_closure is not null) throw _closure;
            if (!_channels.TryGetValue(topic, out TopicChannel? channel)) _channels[topic] = channel = new TopicChannel(topic);
            subscription = new TopicSubscription(this, channel, session.Store, callback);
            channel.Subscriptions.Add(subscription);
            if (channel.Retained is { } retained) hasRetained = subscription.Add(EventOf(retained, isRetained: true, missed: 0), retain: true);
            Sync(channel);
        }

        if (hasRetained) subscription.Schedule();
        return subscription;
    }

    public void Unsubscribe(TopicSubscription subscription)
    {
        lock (_gate)
        {
            if (subscription.Channel.Subscriptions.Remove(subscription)) Sync(subscription.Channel);
        }
    }

    public Task WhenSubscribedAsync(string topic, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue(topic, out TopicChannel? channel) || channel.Subscriptions.Count == 0)
                throw new InvalidOperationException($"Nothing here has subscribed to the topic '{topic}'.");
            return _closure is not null ? Task.FromException(_closure) : channel.Refusal is not null ? Task.FromException(channel.Refusal) : channel.Subscribed.Task.WaitAsync(cancellationToken);
        }
    }

    public void OnEvent(EventMessage message)
    {
        TopicSubscription[] told;
        lock (_gate)
        {
            if (!_channels.TryGetValue(message.Topic, out TopicChannel? channel)) return;
            channel.Missed += message.Missed;
            bool isKnown = message.Retained && message.Time == channel.Last?.Time;
            bool retain = message.Retain || message.Retained;
            if (retain) channel.Retain(message);
            // it comes anew after each reconnection
            if (isKnown) return;
            TopicEvent published = EventOf(message, message.Retained, channel.Missed);
            channel.Missed = 0;
            told = [.. channel.Subscriptions.Where(subscription => subscription.Add(published, retain))];
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
            foreach (TopicChannel channel in _channels.Values)
            {
                channel.Refusal = null;
                Sync(channel);
            }
        }
    }

    /// <summary>The connection is gone, or the store is opened anew on it.</summary>
    public void Lost()
    {
        lock (_gate)
        {
            _isOpen = false;
            foreach (TopicChannel channel in _channels.Values) channel.Unsubscribed();
        }
    }

    /// <summary>The store is closed for good.</summary>
    public void Close(StoreException closure)
    {
        lock (_gate)
        {
            _closure = closure;
            _isOpen = false;
            foreach (TopicChannel channel in _channels.Values)
            {
                channel.Subscribed.TrySetException(closure);
                // nobody needs to observe it
                _ = channel.Subscribed.Task.Exception;
            }
        }
    }

    private static TopicEvent EventOf(EventMessage message, bool isRetained, long missed) =>
        new(message.Value.Value, message.Source, DateTimeOffset.UnixEpoch.AddMilliseconds(message.Time), isRetained, missed);

    /// <summary>Has the hub told, one call after the other, whether the topic is wanted. Under the lock.</summary>
    private void Sync(TopicChannel channel)
    {
        if (channel.IsBusy) return;
        channel.IsBusy = true;
        _ = Task.Run(() => RunAsync(channel));
    }

    private async Task RunAsync(TopicChannel channel)
    {
        while (Next(channel) is var (isWanted, opening))
        {
            try
            {
                if (isWanted)
                {
                    lock (_gate) channel.Round++;
                    var request = new SubscribeRequest { Store = session.Name, Topic = channel.Name };
                    Answered(channel, opening, await client.InvokeAsync<SubscribeResult>(HubMethods.Subscribe, request, CancellationToken.None).ConfigureAwait(false));
                }
                else
                {
                    // at once: who comes meanwhile must wait for the next subscription
                    lock (_gate) channel.Unsubscribed();
                    await client.InvokeAsync<UnsubscribeResult>(HubMethods.Unsubscribe, new UnsubscribeRequest { Store = session.Name, Topic = channel.Name }, CancellationToken.None).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is StoreException or OperationCanceledException)
            {
                // the connection is gone; the next opening subscribes again
                lock (_gate) (channel.SubscribedAt, channel.FailedAt) = (0, opening);
            }
        }
    }

    /// <summary>What the hub is to be told next of a topic; null if nothing.</summary>
    private (bool IsWanted, int Opening)? Next(TopicChannel channel)
    {
        lock (_gate)
        {
            bool isWanted = channel.Subscriptions.Count > 0;
            if (_isOpen && channel.FailedAt != _opening && isWanted != (channel.SubscribedAt == _opening)) return (isWanted, _opening);
            channel.IsBusy = false;
            if (!isWanted) _channels.Remove(channel.Name);
            return null;
        }
    }

    private void Answered(TopicChannel channel, int opening, SubscribeResult result)
    {
        StoreException? refusal;
        lock (_gate)
        {
            refusal = result.Error?.ToException();
            if (refusal is null)
            {
                channel.SubscribedAt = opening;
                if (!result.Retained) channel.Forget();
                if (opening == _opening && _isOpen) channel.Subscribed.TrySetResult();
                return;
            }

            channel.FailedAt = opening;
            // it is opened again, and this is tried again then
            if (refusal.Code == StoreErrorCode.NotOpen) return;
            channel.Refusal = refusal;
            channel.Subscribed.TrySetException(refusal);
            // nobody needs to observe it: it is reported
            _ = channel.Subscribed.Task.Exception;
        }

        session.Store.ReportSubscriberFailure(refusal);
    }
}
