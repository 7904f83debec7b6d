namespace StoreHub.Server.Topics;

/// <summary>One topic of a store: who has it subscribed, and what is retained. Changed under the lock of its <see cref="StoreTopics"/>.</summary>
internal sealed class Topic(string name)
{
    private TopicEvent? _last;

    public string Name { get; } = name;

    public HashSet<TopicQueue> Subscribers { get; } = [];

    /// <summary>The last event that was published to be retained, as it is sent later; it may be the one that cleared what was. Read by any thread.</summary>
    public TopicEvent? Last => Volatile.Read(ref _last);

    /// <summary>What a new subscriber gets; null if there is nothing.</summary>
    public TopicEvent? Retained => Last is { Clears: false } last ? last : null;

    public void Retain(TopicEvent published) => Volatile.Write(ref _last, published.AsRetained());
}
