using StoreHub.Protocol.Messages;

namespace StoreHub.Client.Topics;

/// <summary>A topic that somebody here has subscribed. Used under the lock of its <see cref="SessionTopics"/>.</summary>
internal sealed class LocalTopic(string name)
{
    private int _lastRound;

    public string Name { get; } = name;

    public List<TopicSubscription> Subscriptions { get; } = [];

    /// <summary>Counts the calls that subscribe: what is known here may have become another between two.</summary>
    public int Round { get; set; }

    /// <summary>The opening of the store at which the hub has the subscription; 0 if it has none.</summary>
    public int SubscribedAt { get; set; }

    /// <summary>The opening of the store at which subscribing failed; 0 if it did not.</summary>
    public int FailedAt { get; set; }

    /// <summary>Why the hub refuses.</summary>
    public StoreException? Refusal { get; set; }

    /// <summary>Whether a call is under way.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Completes when the hub has the subscription.</summary>
    public TaskCompletionSource Subscribed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the hub said was missed and no subscriber has been told.</summary>
    public long Missed { get; set; }

    /// <summary>The last event that was published to be retained, as far as is known here; it may be one that cleared what was.</summary>
    public EventMessage? Last { get; private set; }

    /// <summary>What a new subscriber gets.</summary>
    public EventMessage? Retained => Last is { Value.Value.IsUndefined: false } ? Last : null;

    /// <summary>Gives an event to all subscribers.</summary>
    /// <returns>Those whose <see cref="TopicSubscription.Schedule"/> must follow.</returns>
    public TopicSubscription[] Tell(TopicEvent published, bool retain) => [.. Subscriptions.Where(subscription => subscription.Add(published, retain))];

    /// <summary>The hub has the subscription no more.</summary>
    public void Unsubscribed()
    {
        SubscribedAt = 0;
        if (Subscribed.Task.IsCompleted) Subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Takes note of an event that was published to be retained, unless a later one is known: the answer to an own one may come after others.</summary>
    public void Retain(EventMessage published)
    {
        // times of a hub that was started anew may be earlier, if its clock was set
        if (_lastRound == Round && published.Time < Last?.Time) return;
        (Last, _lastRound) = (published, Round);
    }

    /// <summary>The hub had nothing retained when it subscribed: only what came since holds.</summary>
    /// <returns>What does not hold any more, of which subscribers are to be told that it was cleared; null if there is nothing.</returns>
    public EventMessage? Forget()
    {
        if (_lastRound == Round) return null;
        EventMessage? former = Retained;
        Last = null;
        return former;
    }
}
