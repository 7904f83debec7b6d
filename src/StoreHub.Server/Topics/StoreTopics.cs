using StoreHub.Protocol.Messages;
using StoreHub.Server.FanOut;
using StoreHub.Server.Hosting;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Topics;

/// <summary>
/// The topics of one store: hands what is published to whoever has subscribed, and keeps what is retained, in memory only and as long as the
/// store is. Nothing of it is in the log. Safe for any thread.
/// </summary>
internal sealed class StoreTopics(string store, ITopicRelay relay, StoreHubOptions options) : ITopicReceiver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private List<Subscription> _ready = [];
    private FanOutLoop? _fanOut;
    private int _retained;
    private long _retainedBytes;
    private StoreException? _end;
    // begun with the first that publishes or subscribes: most stores have no topics
    private Task<ITopicChannel>? _channel;

    /// <summary>Whether something is retained.</summary>
    public bool HasRetained
    {
        get
        {
            lock (_gate) return _retained > 0;
        }
    }

    /// <summary>Subscribes to a topic; again has no effect.</summary>
    /// <returns>Whether something is retained; a new subscriber gets that first.</returns>
    /// <exception cref="StoreException">
    /// <see cref="StoreErrorCode.TooManyTopics"/>; <see cref="StoreErrorCode.NotOpen"/>: the subscription has ended; <see cref="StoreErrorCode.StorageUnavailable"/>; or why the store has.
    /// </exception>
    public async ValueTask<bool> SubscribeAsync(Subscription subscription, string name)
    {
        await JoinAsync(subscription).ConfigureAwait(false);
        lock (_gate)
        {
            RequireOpen(subscription);
            if (subscription.Topics.Contains(name)) return _topics[name].Retained is not null;
            if (subscription.Topics.Count >= options.MaxSubscribedTopics)
                throw new StoreException(StoreErrorCode.TooManyTopics, $"A client may have {options.MaxSubscribedTopics} topics of a store subscribed.", "topic", options.MaxSubscribedTopics);
            Topic topic = FindOrAdd(name);
            var queue = new TopicQueue(topic, subscription, options);
            subscription.Topics.Add(queue);
            topic.Subscribers.Add(queue);
            if (topic.Retained is not { } retained) return false;
            Enqueue(queue, retained);
            _fanOut!.Signal();
            return true;
        }
    }

    /// <summary>Ends the subscription of a topic, if there is one.</summary>
    public void Unsubscribe(Subscription subscription, string name)
    {
        lock (_gate)
        {
            if (subscription.Topics.Remove(name) is { } queue) Remove(queue);
        }
    }

    /// <summary>A subscription of the store has ended.</summary>
    public void Leave(Subscription subscription)
    {
        lock (_gate)
        {
            foreach (TopicQueue queue in subscription.Topics.Clear()) Remove(queue);
        }
    }

    /// <summary>Publishes a value.</summary>
    /// <param name="publisher">Whose it is.</param>
    /// <param name="request">What; checked, with a topic that is one.</param>
    /// <param name="bytes">The value's size.</param>
    /// <returns>The event's time.</returns>
    /// <exception cref="StoreException">
    /// <see cref="StoreErrorCode.TooManyTopics"/>; <see cref="StoreErrorCode.NotOpen"/>: the subscription has ended; <see cref="StoreErrorCode.StorageUnavailable"/>: it may have been published; or why the store has.
    /// </exception>
    public async ValueTask<double> PublishAsync(Subscription publisher, PublishRequest request, int bytes)
    {
        ITopicChannel channel = await JoinAsync(publisher).ConfigureAwait(false);
        ValueTask<double> published;
        lock (_gate)
        {
            RequireOpen(publisher);
            if (request.Retain && !request.Value.Value.IsUndefined) RequireRoom(request.Topic, bytes);
            var message = new EventMessage { Store = store, Topic = request.Topic, Value = request.Value, Time = 0, Source = publisher.Source.ToString(), Retain = request.Retain };
            // under the lock: what is retained here is counted for the next
            published = channel.PublishAsync(message, request.Echo ? 0 : publisher.Number);
        }

        try
        {
            return await published.ConfigureAwait(false);
        }
        catch (LogUnavailableException away)
        {
            throw Unavailable(away, "the event may have been published or not");
        }
    }

    /// <summary>Hands an event to whoever has its topic subscribed: the one way that every event takes, whoever published it.</summary>
    public void Receive(TopicEvent published, long except)
    {
        lock (_gate)
        {
            if (_end is null) Deliver(published, except);
        }
    }

    /// <summary>Brings what is retained up to date; subscribers get what they missed.</summary>
    public void Reconcile(IReadOnlyList<TopicEvent> retained, double through)
    {
        lock (_gate)
        {
            if (_end is not null) return;
            var kept = new HashSet<string>(StringComparer.Ordinal);
            foreach (TopicEvent each in retained)
            {
                kept.Add(each.Message.Topic);
                if (_topics.GetValueOrDefault(each.Message.Topic)?.Last is not { } last || last.Message.Time < each.Message.Time) Deliver(each.AsRetained(), 0);
            }

            TopicEvent[] cleared = [.. _topics.Values.Select(static topic => topic.Retained).OfType<TopicEvent>().Where(last => last.Message.Time <= through && !kept.Contains(last.Message.Topic))];
            // who cleared it, and when, is not known any more
            foreach (TopicEvent last in cleared) Deliver(new TopicEvent(last.Message with { Value = new EncodedValue(StoreValue.Undefined), Time = through }), 0);
        }
    }

    /// <summary>Takes no more; what is retained is gone.</summary>
    /// <param name="reason">What is said to who publishes or subscribes all the same.</param>
    public void End(StoreException reason)
    {
        lock (_gate)
        {
            if (_end is not null) return;
            _end = reason;
            if (_channel is not null) _ = LeaveAsync(_channel);
            _topics.Clear();
            _retained = 0;
            _fanOut?.Stop();
        }
    }

    private async ValueTask<ITopicChannel> JoinAsync(Subscription subscription)
    {
        Task<ITopicChannel> joining;
        lock (_gate)
        {
            RequireOpen(subscription);
            if (_channel is null || _channel.IsFaulted) _channel = relay.JoinAsync(store, this).AsTask();
            joining = _channel;
        }

        try
        {
            return await joining.ConfigureAwait(false);
        }
        catch (LogUnavailableException away)
        {
            throw Unavailable(away, "nothing was done");
        }
    }

    private static async Task LeaveAsync(Task<ITopicChannel> joining)
    {
        try
        {
            await (await joining.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (LogUnavailableException)
        {
            // it never heard anything
        }
    }

    private static StoreException Unavailable(LogUnavailableException away, string outcome) =>
        new(StoreErrorCode.StorageUnavailable, $"The hub cannot reach the others at present; {outcome}: {away.Message}", innerException: away);

    private void Deliver(TopicEvent published, long except)
    {
        string name = published.Message.Topic;
        bool retains = published.Retain && !published.Clears;
        Topic? topic = retains ? FindOrAdd(name) : _topics.GetValueOrDefault(name);
        if (topic is null) return;
        foreach (TopicQueue queue in topic.Subscribers)
        {
            if (queue.Subscription.Number != except) Enqueue(queue, published);
        }

        // After the queues: who is owed what is retained then takes the one before, and this one follows.
        if (published.Retain) Retain(topic, published);
        if (_ready.Count > 0) _fanOut!.Signal();
    }

    private void Retain(Topic topic, TopicEvent published)
    {
        Count(topic.Retained, -1);
        topic.Retain(published);
        Count(topic.Retained, 1);
        RemoveIfUnused(topic);

        void Count(TopicEvent? retained, int sign)
        {
            if (retained is null) return;
            _retained += sign;
            _retainedBytes += sign * retained.Bytes;
        }
    }

    private void RequireRoom(string name, int bytes)
    {
        TopicEvent? former = _topics.GetValueOrDefault(name)?.Retained;
        if (former is null && _retained >= options.MaxRetainedTopics)
            throw new StoreException(StoreErrorCode.TooManyTopics, $"A store may have something retained for {options.MaxRetainedTopics} topics.", "topic", options.MaxRetainedTopics);
        if (_retainedBytes - (former?.Bytes ?? 0) + bytes > options.MaxRetainedBytes)
            throw new StoreException(StoreErrorCode.TooManyTopics, $"A store may have {options.MaxRetainedBytes} bytes retained for all its topics.", "topic", options.MaxRetainedBytes);
    }

    private void Enqueue(TopicQueue queue, TopicEvent published)
    {
        if (queue.Subscription.Topics.Add(queue, published, options.MaxTopicQueueBytes)) _ready.Add(queue.Subscription);
    }

    private Topic FindOrAdd(string name)
    {
        if (_topics.TryGetValue(name, out Topic? topic)) return topic;
        if (_fanOut is null)
        {
            _fanOut = new FanOutLoop(TakeReady);
            _fanOut.Start();
        }

        return _topics[name] = new Topic(name);
    }

    private Subscription[] TakeReady()
    {
        lock (_gate)
        {
            Subscription[] ready = [.. _ready];
            _ready = [];
            return ready;
        }
    }

    private void Remove(TopicQueue queue)
    {
        queue.Topic.Subscribers.Remove(queue);
        RemoveIfUnused(queue.Topic);
    }

    private void RemoveIfUnused(Topic topic)
    {
        if (topic.Subscribers.Count == 0 && topic.Retained is null) _topics.Remove(topic.Name);
    }

    // Its end comes before it leaves, which takes this lock: who is let in here is taken out there.
    private void RequireOpen(Subscription subscription)
    {
        if (_end is not null) throw _end;
        if (subscription.IsClosed) throw new StoreException(StoreErrorCode.NotOpen, $"The store {store} is not open on this connection any more; open it again.");
    }
}
