using Microsoft.Extensions.Logging.Abstractions;
using StoreHub.Server.Files;
using StoreHub.Server.Redis;

namespace StoreHub.Server.Tests.Redis;

/// <summary>What one hub has of Redis: its connections, its logs and its snapshots.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    public RedisNode(string connection, string? prefix = null, Action<RedisOptions>? configure = null, TimeSpan? offlineGrace = null, TimeSpan? sourceRetention = null)
        : this(connection, options => StackExchangeConnection.ConnectAsync(connection, options.CallTimeout), TimeProvider.System, prefix, configure, offlineGrace, sourceRetention)
    {
    }

    /// <summary>One with other connections and another clock.</summary>
    public RedisNode(
        string connection, Func<RedisOptions, Task<IRedisConnection>> connect, TimeProvider time, string? prefix = null, Action<RedisOptions>? configure = null, TimeSpan? offlineGrace = null,
        TimeSpan? sourceRetention = null)
    {
        Options = new RedisOptions { Connection = connection, Prefix = prefix ?? "storehub:", PollInterval = TimeSpan.FromMilliseconds(200) };
        configure?.Invoke(Options);
        Backplane = new RedisBackplane(Options, () => connect(Options), time, NullLogger.Instance);
        Log = new RedisOperationLog(new RedisLogServices(Backplane, TimeSpan.FromSeconds(1), offlineGrace ?? TimeSpan.FromMinutes(2), sourceRetention ?? TimeSpan.Zero, new StorageHealth(), NullLogger.Instance));
        Snapshots = new RedisSnapshotStore(Backplane);
    }

    public RedisOptions Options { get; }

    public RedisBackplane Backplane { get; }

    public RedisOperationLog Log { get; }

    public RedisSnapshotStore Snapshots { get; }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await Backplane.DisposeAsync();
    }
}
