using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Redis;

public sealed class RedisReplicaTests
{
    private static readonly StoreName Name = StoreName.Parse("store");

    [Fact]
    public async Task A_replica_is_not_even_read_from_until_it_is_promoted()
    {
        await using RedisServer primary = await RedisServer.StartAsync();
        await using RedisServer replica = await RedisServer.StartAsync();
        await using var node = new RedisNode(primary.Connection);
        await using Opening opening = await Opening.AtAsync(node);
        long session = (await opening.Log.ClaimAsync(SourceId.Parse("a"), new SourceOwner("user", "hash"))).Session;
        await opening.Log.AppendAsync([new(Make.Set("a", 0, "k", 0), session)]);
        await replica.AskAsync("REPLICAOF", "127.0.0.1", $"{primary.Port}");
        Assert.Equal(":1", await primary.AskAsync("WAIT", "1", "60000"));

        await using var other = new RedisNode(replica.Connection, configure: static options => options.CallTimeout = TimeSpan.FromSeconds(3));
        LogUnavailableException refused = await Assert.ThrowsAsync<LogUnavailableException>(async () => await other.Snapshots.LoadAsync(Name));
        Assert.Contains("READONLY", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogUnavailableException>(async () => await other.Log.OpenAsync(Name));

        await replica.AskAsync("REPLICAOF", "NO", "ONE");
        Assert.Null(await other.Snapshots.LoadAsync(Name));
        await using IStoreLog log = await other.Log.OpenAsync(Name);
        Assert.Equal(1, log.LastRevision);
        Assert.Equal([new EpochEnd(opening.Log.Epoch, 1)], log.EarlierEpochs);
    }
}
