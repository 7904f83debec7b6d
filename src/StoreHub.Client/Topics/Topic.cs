using StoreHub.Client.Topics;

namespace StoreHub.Client;

/// <summary>
/// A topic of a store: events that go to whoever is there, at most once, in the order of the hub, and are kept nowhere; only the last one that was
/// published to be retained is kept, in the hub's memory, for those who come later. Safe for any thread.
/// </summary>
public sealed class Topic
{
    private readonly SessionTopics _topics;

    internal Topic(SessionTopics topics, string name) => (_topics, Name) = (topics, name);

    /// <summary>The topic's name.</summary>
    public string Name { get; }

    /// <summary>
    /// Publishes a value; completes when the hub has taken it. Nothing is queued: without a connection it fails, and the event is gone. Whether
    /// it was taken is not known if the connection is lost meanwhile.
    /// </summary>
    /// <param name="value">What to publish; see <see cref="StoreValue.From"/> for .NET objects. It may be as large as an operation.</param>
    /// <param name="retain">Whether those who subscribe later get it, until another takes its place; with undefined they get nothing any more.</param>
    /// <param name="echo">Whether subscribers of this client get it as well.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="StoreException">
    /// <see cref="StoreErrorCode.ConnectionLost"/>, <see cref="StoreErrorCode.NotOpen"/>: there is no connection. <see cref="StoreErrorCode.ReaderCannotWrite"/>;
    /// <see cref="StoreErrorCode.TooLarge"/>, <see cref="StoreErrorCode.TooDeep"/>; <see cref="StoreErrorCode.TooManyTopics"/>: no more is retained; or the store is closed.
    /// </exception>
    public Task PublishAsync(StoreValue value, bool retain = false, bool echo = false, CancellationToken cancellationToken = default) =>
        _topics.PublishAsync(Name, value, retain, echo, cancellationToken);

    /// <summary>
    /// Calls back with what is retained, and then with each event that others publish, on the <see cref="SynchronizationContext"/> that is current now;
    /// without one, on a thread of the pool. One call at a time. It is subscribed again after each reconnection; what was published meanwhile is
    /// missed, but what is retained comes if it is new.
    /// </summary>
    /// <remarks>
    /// Who takes events too slowly misses the oldest, and is told how many; what is retained comes in the end all the same. What the callback throws is
    /// given to <see cref="Store.SubscriberFailed"/>, and so is the hub's refusal (<see cref="StoreErrorCode.TooManyTopics"/>).
    /// </remarks>
    /// <returns>Dispose of it to end the subscription.</returns>
    /// <exception cref="StoreException">The store is closed.</exception>
    public IDisposable Subscribe(Action<TopicEvent> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return _topics.Subscribe(Name, callback);
    }

    /// <summary>Completes when the hub has subscribed this client, so that what is published from then on comes; at once if it has already.</summary>
    /// <exception cref="InvalidOperationException">Nothing here has subscribed.</exception>
    /// <exception cref="StoreException">The hub refuses, or the store closed before.</exception>
    public Task WhenSubscribedAsync(CancellationToken cancellationToken = default) => _topics.WhenSubscribedAsync(Name, cancellationToken);
}
