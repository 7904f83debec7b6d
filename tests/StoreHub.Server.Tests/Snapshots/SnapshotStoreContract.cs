using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Tests.Snapshots;

/// <summary>What every snapshot store promises; each implementation inherits it.</summary>
public abstract class SnapshotStoreContract
{
    private static readonly StoreName Name = StoreName.Parse("store");

    /// <summary>The store under test.</summary>
    protected abstract ISnapshotStore Snapshots { get; }

    [Fact]
    public async Task There_is_none_at_first() => Assert.Null(await Snapshots.LoadAsync(Name));

    [Fact]
    public async Task What_was_saved_is_loaded()
    {
        Assert.True(await Snapshots.SaveAsync(Name, Of("e", 5, 1, 2, 3), null));
        StoredSnapshot loaded = (await Snapshots.LoadAsync(Name))!;
        Assert.Equal(new SnapshotId("e", 5), loaded.Id);
        Assert.Equal([1, 2, 3], loaded.Content.ToArray());
    }

    [Fact]
    public async Task Only_who_knows_what_stands_there_replaces_it()
    {
        Assert.False(await Snapshots.SaveAsync(Name, Of("e", 5), new SnapshotId("e", 1)));
        Assert.True(await Snapshots.SaveAsync(Name, Of("e", 5), null));
        Assert.False(await Snapshots.SaveAsync(Name, Of("e", 9), null));
        Assert.False(await Snapshots.SaveAsync(Name, Of("e", 9), new SnapshotId("f", 5)));
        Assert.False(await Snapshots.SaveAsync(Name, Of("e", 9), new SnapshotId("e", 4)));
        Assert.Equal(5, (await Snapshots.LoadAsync(Name))!.Id.Revision);
        Assert.True(await Snapshots.SaveAsync(Name, Of("f", 9), new SnapshotId("e", 5)));
        Assert.Equal(new SnapshotId("f", 9), (await Snapshots.LoadAsync(Name))!.Id);
    }

    [Fact]
    public async Task Stores_do_not_share_anything()
    {
        await Snapshots.SaveAsync(Name, Of("e", 5), null);
        Assert.Null(await Snapshots.LoadAsync(StoreName.Parse("other")));
    }

    [Fact]
    public async Task What_is_deleted_is_gone()
    {
        await Snapshots.DeleteAsync(Name);
        await Snapshots.SaveAsync(Name, Of("e", 5), null);
        await Snapshots.DeleteAsync(Name);
        Assert.Null(await Snapshots.LoadAsync(Name));
        Assert.True(await Snapshots.SaveAsync(Name, Of("f", 1), null));
    }

    private static StoredSnapshot Of(string epoch, long revision, params byte[] content) => new(new SnapshotId(epoch, revision), content);
}
