using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Snapshots;

namespace StoreHub.Server.Tests.Redis;

public sealed class RedisSnapshotStoreTests : SnapshotStoreContract, IClassFixture<RedisFixture>, IAsyncDisposable
{
    private readonly RedisNode _node;

    public RedisSnapshotStoreTests(RedisFixture redis) => _node = new RedisNode(redis.Connection.Length > 0 ? redis.Connection : "127.0.0.1:1", redis.NewPrefix());

    protected override ISnapshotStore Snapshots => _node.Snapshots;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task A_large_one_comes_back_whole()
    {
        byte[] content = new byte[(5 << 20) + 123];
        new Random(1).NextBytes(content);
        var id = new SnapshotId("e", 7);
        Assert.True(await Snapshots.SaveAsync(StoreName.Parse("store"), new StoredSnapshot(id, content), null));
        StoredSnapshot loaded = (await Snapshots.LoadAsync(StoreName.Parse("store")))!;
        Assert.Equal(id, loaded.Id);
        Assert.True(loaded.Content.Span.SequenceEqual(content));
        Assert.Equal(id, await Snapshots.FindAsync(StoreName.Parse("store")));
    }

    [Fact]
    public async Task One_node_at_a_time_makes_one()
    {
        var name = StoreName.Parse("store");
        Assert.Equal((true, null), await Snapshots.ReserveAsync(name, null));
        Assert.Equal((false, null), await Snapshots.ReserveAsync(name, null));
        var id = new SnapshotId("e", 7);
        Assert.True(await Snapshots.SaveAsync(name, new StoredSnapshot(id, new byte[] { 1 }), null));
        Assert.Equal((false, id), await Snapshots.ReserveAsync(name, null));
        Assert.Equal((true, id), await Snapshots.ReserveAsync(name, id));
    }
}
