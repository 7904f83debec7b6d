using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Protocol.Messages;
using StoreHub.Server.FanOut;

namespace StoreHub.Server.Topics;

/// <summary>The topics that one subscription of a store has subscribed; it gives their frames in turn. Safe for any thread.</summary>
/// <param name="channel">The subscription's channel; null if it has none.</param>
internal sealed class SubscribedTopics(string? channel)
{
    private readonly Lock _gate = new();
    // most subscriptions have no topic
    private Dictionary<string, TopicQueue>? _queues;
    private Queue<TopicQueue>? _ready;

    public int Count
    {
        get
        {
            lock (_gate) return _queues?.Count ?? 0;
        }
    }

    public bool Contains(string topic)
    {
        lock (_gate) return _queues?.ContainsKey(topic) == true;
    }

    public void Add(TopicQueue queue)
    {
        lock (_gate) (_queues ??= new(StringComparer.Ordinal)).Add(queue.Topic.Name, queue);
    }

    /// <summary>Takes a topic out; what waits of it is not sent any more.</summary>
    public TopicQueue? Remove(string topic)
    {
        lock (_gate)
        {
            if (_queues is null || !_queues.Remove(topic, out TopicQueue? queue)) return null;
            if (!queue.IsEmpty) _ready = new(_ready!.Where(other => other != queue));
            return queue;
        }
    }

    /// <summary>Takes all out.</summary>
    public IReadOnlyCollection<TopicQueue> Clear()
    {
        lock (_gate)
        {
            IReadOnlyCollection<TopicQueue> all = _queues is null ? [] : _queues.Values;
            _queues = null;
            _ready = null;
            return all;
        }
    }

    /// <summary>Adds an event for one of its topics.</summary>
    /// <returns>Whether nothing was ready before: then somebody must wake the connection.</returns>
    public bool Add(TopicQueue queue, TopicEvent published)
    {
        lock (_gate)
        {
            bool wasEmpty = queue.IsEmpty;
            queue.Add(published);
            if (!wasEmpty) return false;
            _ready ??= new();
            _ready.Enqueue(queue);
            return _ready.Count == 1;
        }
    }

    /// <summary>The next frame; nothing if there is none.</summary>
    public OutgoingFrame Next()
    {
        TopicEvent? next;
        long missed;
        lock (_gate)
        {
            if (_ready is null || !_ready.TryDequeue(out TopicQueue? queue) || !queue.TryTake(out next, out missed)) return default;
            if (!queue.IsEmpty) _ready.Enqueue(queue);
        }

        return missed == 0 ? new OutgoingFrame(next.Frame, channel) : new OutgoingFrame(new InvocationMessage(ClientMethods.Event, [next.Message with { Channel = channel, Missed = missed }]));
    }
}
