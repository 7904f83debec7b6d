namespace StoreHub.Server.Topics;

/// <summary>Takes the events of topics to all hubs that serve their store, in one order for all of them. Safe for any thread.</summary>
internal interface ITopicRelay
{
    /// <summary>Begins to hear of a store's events. When it completes, the receiver has what is retained, and gets all that is published from then on.</summary>
    /// <exception cref="Logs.LogUnavailableException">What stands between the hubs cannot be reached.</exception>
    ValueTask<ITopicChannel> JoinAsync(string store, ITopicReceiver receiver);
}
