using StoreHub.Server.Redis;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Snapshots;

namespace StoreHub.Server.Tests.Redis;

public sealed class RedisSnapshotStoreTests : SnapshotStoreContract, IClassFixture<RedisFixture>, IAsyncDisposable
{
    private readonly RedisNode _node;

    public RedisSnapshotStoreTests(RedisFixture redis) => _node = new RedisNode(redis.Connection.Length > 0 ? redis.Connection : "127.0.0.1:1", redis.NewPrefix());

    protected override ISnapshotStore Snapshots => new WithLog(_node);

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

    [Fact]
    public async Task One_of_an_epoch_that_the_log_does_not_have_is_not_saved()
    {
        var name = StoreName.Parse("store");
        Assert.False(await _node.Snapshots.SaveAsync(name, new StoredSnapshot(new SnapshotId("e", 7), new byte[] { 1 }), null));
        Assert.Null(await Snapshots.LoadAsync(name));
    }

    [Fact]
    public async Task One_of_which_a_piece_was_lost_does_not_replace_another()
    {
        var name = StoreName.Parse("store");
        await Snapshots.SaveAsync(name, new StoredSnapshot(new SnapshotId("e", 7), new byte[] { 1 }), null);
        var keys = new RedisKeys(_node.Options.Prefix, name);
        await _node.Backplane.Reading.SendAsync("HSET", default, new KeyName(keys.Staged("t")), "piece0", "x");
        IReadOnlyList<RedisReply> reply = await _node.Backplane.Reading.RunAsync(RedisScript.Save, [keys.Meta, keys.Snapshot, keys.Staged("t")], ["e", "7", "e", "9", "2"]);
        Assert.Equal(0, reply[1].Integer);
        Assert.Equal([1], (await Snapshots.LoadAsync(name))!.Content.ToArray());
    }

    /// <summary>Gives a store a log of the epoch before a snapshot of it is saved.</summary>
    private sealed class WithLog(RedisNode node) : ISnapshotStore
    {
        public ValueTask<StoredSnapshot?> LoadAsync(StoreName name, CancellationToken cancellationToken = default) => node.Snapshots.LoadAsync(name, cancellationToken);

        public ValueTask<SnapshotId?> FindAsync(StoreName name, CancellationToken cancellationToken = default) => node.Snapshots.FindAsync(name, cancellationToken);

        public ValueTask<(bool IsTaken, SnapshotId? Latest)> ReserveAsync(StoreName name, SnapshotId? known, CancellationToken cancellationToken = default) =>
            node.Snapshots.ReserveAsync(name, known, cancellationToken);

        public async ValueTask<bool> SaveAsync(StoreName name, StoredSnapshot snapshot, SnapshotId? replaces, CancellationToken cancellationToken = default)
        {
            await node.Backplane.Reading.SendAsync("HSET", cancellationToken, new KeyName(new RedisKeys(node.Options.Prefix, name).Meta), "epoch", snapshot.Id.Epoch);
            return await node.Snapshots.SaveAsync(name, snapshot, replaces, cancellationToken);
        }

        public ValueTask DeleteAsync(StoreName name, CancellationToken cancellationToken = default) => node.Snapshots.DeleteAsync(name, cancellationToken);
    }
}
