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
    // of all queues
    private long _bytes;

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
            if (queue.IsReady) _ready = new(_ready!.Where(other => other != queue));
            _bytes -= queue.Bytes;
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
            _bytes = 0;
            return all;
        }
    }

    /// <summary>Adds an event for one of its topics, and gives up the oldest of the fullest topic while all have too much.</summary>
    /// <param name="queue">The topic's queue.</param>
    /// <param name="published">The event; it stays, however large.</param>
    /// <param name="maxBytes">What all queues may count together.</param>
    /// <returns>Whether nothing was ready before: then somebody must wake the connection.</returns>
    public bool Add(TopicQueue queue, TopicEvent published, long maxBytes)
    {
        lock (_gate)
        {
            _bytes -= queue.Bytes;
            queue.Add(published);
            _bytes += queue.Bytes;
            bool wasReady = queue.IsReady;
            if (!wasReady) Enqueue(queue);
            while (_bytes > maxBytes && FullestBut(queue) is { } fullest)
            {
                _bytes -= fullest.Bytes;
                fullest.Drop();
                _bytes += fullest.Bytes;
            }

            return !wasReady && _ready!.Count == 1;
        }
    }

    /// <summary>The next frame; nothing if there is none.</summary>
    public OutgoingFrame Next()
    {
        TopicEvent? next;
        long missed;
        lock (_gate)
        {
            TopicQueue? queue;
            do
            {
                if (_ready is null || !_ready.TryDequeue(out queue)) return default;
                queue.IsReady = false;
                _bytes -= queue.Bytes;
            }
            // all that waited of a topic may have been given up
            while (!queue.TryTake(out next, out missed));

            _bytes += queue.Bytes;
            if (!queue.IsEmpty) Enqueue(queue);
        }

        return missed == 0 ? new OutgoingFrame(next.Frame, channel) : new OutgoingFrame(new InvocationMessage(ClientMethods.Event, [next.Message with { Channel = channel, Missed = missed }]));
    }

    private void Enqueue(TopicQueue queue)
    {
        queue.IsReady = true;
        (_ready ??= new()).Enqueue(queue);
    }

    /// <summary>The queue that counts most, but for the last event of the one that is given.</summary>
    private TopicQueue? FullestBut(TopicQueue added) =>
        _ready!.Where(queue => queue.Count > (queue == added ? 1 : 0)).MaxBy(static queue => queue.Bytes);
}
