namespace StoreHub.Server.Topics;

/// <summary>Whoever hands a store's events to its subscribers. Safe for any thread.</summary>
internal interface ITopicReceiver
{
    /// <summary>Takes an event.</summary>
    /// <param name="published">The event.</param>
    /// <param name="except">The number of the subscription that does not get it; 0 for none.</param>
    void Receive(TopicEvent published, long except);

    /// <summary>Takes what is retained, of which it may have missed some.</summary>
    /// <param name="retained">All that is retained.</param>
    /// <param name="through">The time of the last event that changed it: what is older and not among it was cleared.</param>
    void Reconcile(IReadOnlyList<TopicEvent> retained, double through);
}
