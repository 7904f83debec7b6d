using System.Diagnostics.CodeAnalysis;
using StoreHub.Server.FanOut;
using StoreHub.Server.Hosting;

namespace StoreHub.Server.Topics;

/// <summary>
/// What one subscriber of a topic has still to be sent: the last events up to a limit. It holds references only; the events are shared by all
/// who have the topic. Used under the lock of its <see cref="SubscribedTopics"/>.
/// </summary>
internal sealed class TopicQueue(Topic topic, Subscription subscription, StoreHubOptions options)
{
    private readonly Queue<TopicEvent> _events = new();
    private long _missed;
    // what is retained was among what was missed, and nothing was taken since that took its place
    private bool _owesRetained;

    public Topic Topic { get; } = topic;

    public Subscription Subscription { get; } = subscription;

    /// <summary>How many events wait.</summary>
    public int Count => _events.Count;

    /// <summary>What they count; see <see cref="TopicEvent.QueuedBytes"/>.</summary>
    public long Bytes { get; private set; }

    public bool IsEmpty => Count == 0 && !_owesRetained;

    /// <summary>Whether it is in the turn of its <see cref="SubscribedTopics"/>.</summary>
    public bool IsReady { get; set; }

    public void Add(TopicEvent published)
    {
        _events.Enqueue(published);
        Bytes += published.QueuedBytes;
        if (Count > options.MaxTopicQueueEvents) Drop();
    }

    /// <summary>Gives up the oldest event.</summary>
    public void Drop()
    {
        if (Dequeue().Retain) _owesRetained = true;
        _missed++;
    }

    /// <summary>Takes the next event, and how many were missed before it.</summary>
    public bool TryTake([NotNullWhen(true)] out TopicEvent? next, out long missed)
    {
        if (Count > 0)
        {
            next = Dequeue();
            if (next.Retain) _owesRetained = false;
        }
        else
        {
            // What is retained is a state: however much was missed, it comes in the end.
            next = _owesRetained ? Topic.Last : null;
            _owesRetained = false;
        }

        missed = 0;
        if (next is null) return false;
        (missed, _missed) = (_missed, 0);
        return true;
    }

    private TopicEvent Dequeue()
    {
        TopicEvent first = _events.Dequeue();
        Bytes -= first.QueuedBytes;
        return first;
    }
}
