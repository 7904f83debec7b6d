using StoreHub.Server.Logs;

namespace StoreHub.Server.Redis;

/// <summary>
/// A connection to Redis that comes back by itself: the seam behind which the client library is. Safe for any thread. Commands take effect in the order
/// of their sending; one whose reply does not come may have taken effect, or may do so yet.
/// </summary>
internal interface IRedisConnection : IAsyncDisposable
{
    /// <summary>It was lost and is back: messages of subscriptions may have been missed.</summary>
    event Action? Restored;

    /// <summary>Sends a command.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Strings, byte arrays, and <see cref="KeyName"/> for keys.</param>
    /// <exception cref="RedisErrorException">Redis refused it.</exception>
    /// <exception cref="LogUnavailableException">It could not be sent, or no reply came.</exception>
    Task<RedisReply> ExecuteAsync(string command, params object[] arguments);

    /// <summary>Begins to hear of a channel; messages may come on any thread, and out of order.</summary>
    /// <exception cref="LogUnavailableException">It is not known whether it does.</exception>
    Task SubscribeAsync(string channel, Action<byte[]> handler);

    /// <summary>Hears no more of a channel.</summary>
    /// <exception cref="LogUnavailableException">It is not known whether it does.</exception>
    Task UnsubscribeAsync(string channel);
}
