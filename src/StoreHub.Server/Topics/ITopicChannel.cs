using StoreHub.Protocol.Messages;

namespace StoreHub.Server.Topics;

/// <summary>A hub's part in the topics of one store; disposing it ends that. Safe for any thread.</summary>
internal interface ITopicChannel : IAsyncDisposable
{
    /// <summary>Gives an event its time, and hands it to the receivers of all hubs, at most once to each; this hub's may have it before or after this completes.</summary>
    /// <param name="message">The event, without a time. It stands in the order of the calls.</param>
    /// <param name="except">The number of the subscription of this hub that does not get it; 0 for none.</param>
    /// <returns>Its time: later than that of every event of the store before.</returns>
    /// <exception cref="Logs.LogUnavailableException">It is not known whether it was published.</exception>
    ValueTask<double> PublishAsync(EventMessage message, long except);
}
