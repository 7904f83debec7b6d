using System.Diagnostics.CodeAnalysis;
using StoreHub.Server.FanOut;
using StoreHub.Server.Hosting;

namespace StoreHub.Server.Topics;

/// <summary>
/// What one subscriber of a topic has still to be sent: the last events up to a limit. It holds references only; the events are shared by all,
/// so that those who are slow cost together what one of them costs. Used under the lock of its <see cref="SubscribedTopics"/>.
/// </summary>
internal sealed class TopicQueue(Topic topic, Subscription subscription, StoreHubOptions options)
{
    private readonly Queue<TopicEvent> _events = new();
    private long _bytes;
    private long _missed;
    // what is retained was among what was missed, and nothing was taken since that took its place
    private bool _owesRetained;

    public Topic Topic { get; } = topic;

    public Subscription Subscription { get; } = subscription;

    public bool IsEmpty => _events.Count == 0 && !_owesRetained;

    public void Add(TopicEvent published)
    {
        _events.Enqueue(published);
        _bytes += published.Bytes;
        while (_events.Count > options.MaxTopicQueueEvents || (_bytes > options.MaxTopicQueueBytes && _events.Count > 1))
        {
            if (Dequeue().Retain) _owesRetained = true;
            _missed++;
        }
    }

    /// <summary>Takes the next event, and how many were missed before it.</summary>
    public bool TryTake([NotNullWhen(true)] out TopicEvent? next, out long missed)
    {
        (missed, _missed) = (_missed, 0);
        if (_events.Count > 0)
        {
            next = Dequeue();
            if (next.Retain) _owesRetained = false;
            return true;
        }

        // What is retained is a state: however much was missed, it comes in the end.
        next = _owesRetained ? Topic.Last : null;
        _owesRetained = false;
        return next is not null;
    }

    private TopicEvent Dequeue()
    {
        TopicEvent first = _events.Dequeue();
        _bytes -= first.Bytes;
        return first;
    }
}
