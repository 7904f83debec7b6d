using System.Collections.Concurrent;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;
using StoreHub.Server.Topics;

namespace StoreHub.Server.Redis;

/// <summary>The topics of hubs that share a Redis. What is retained is kept there for as long as a hub has the store's topics, and an hour more.</summary>
internal sealed class RedisTopicRelay : ITopicRelay, IAsyncDisposable
{
    /// <summary>How long what is retained is kept without a hub.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<RedisTopicChannel, string> _joined = new();
    private readonly RedisBackplane _backplane;
    private readonly ITimer _timer;

    public RedisTopicRelay(RedisBackplane backplane)
    {
        _backplane = backplane;
        _timer = backplane.Time.CreateTimer(static relay => _ = ((RedisTopicRelay)relay!).RenewAsync(), this, KeptFor / 6, KeptFor / 6);
    }

    public async ValueTask<ITopicChannel> JoinAsync(string store, ITopicReceiver receiver)
    {
        var keys = new RedisKeys(_backplane.Options.Prefix, StoreName.Parse(store));
        var channel = new RedisTopicChannel(store, keys, _backplane, receiver, left => _joined.TryRemove(left, out _));
        _joined[channel] = keys.Topics;
        try
        {
            await channel.StartAsync().ConfigureAwait(false);
            return channel;
        }
        catch (Exception failure) when (failure is LogUnavailableException or OperationLogException)
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw failure as LogUnavailableException ?? new LogUnavailableException(failure.Message, failure);
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private async Task RenewAsync()
    {
        try
        {
            foreach (string key in _joined.Values)
                await _backplane.Reading.SendAsync("PEXPIRE", CancellationToken.None, new KeyName(key), RecordArguments.Text((long)KeptFor.TotalMilliseconds)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is LogUnavailableException or OperationLogException)
        {
            // there is time to do it again
        }
    }
}
