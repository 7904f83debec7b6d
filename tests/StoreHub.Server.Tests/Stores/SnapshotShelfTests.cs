using StoreHub.Server.Stores;

namespace StoreHub.Server.Tests.Stores;

public sealed class SnapshotShelfTests
{
    private readonly SnapshotShelf _shelf = new();

    [Fact]
    public void The_one_before_stays_for_those_who_are_in_the_middle_of_it()
    {
        Assert.Null(_shelf.Newest(0));
        _shelf.Put(Snapshot(10));
        _shelf.Put(Snapshot(20));
        Assert.Equal(20, _shelf.Newest(0)!.Revision);
        Assert.Equal(10, _shelf.Find(10, 0)!.Revision);
        _shelf.Put(Snapshot(30));
        Assert.Null(_shelf.Find(10, 0));
        Assert.Equal((20, 30), (_shelf.Find(20, 0)!.Revision, _shelf.Find(30, 0)!.Revision));
    }

    [Fact]
    public void What_no_tail_reaches_back_to_is_of_no_use()
    {
        _shelf.Put(Snapshot(10));
        _shelf.Put(Snapshot(20));
        Assert.Null(_shelf.Find(10, tailStart: 11));
        Assert.NotNull(_shelf.Find(10, tailStart: 10));
        Assert.Null(_shelf.Newest(tailStart: 21));
        _shelf.Trim(15);
        Assert.Null(_shelf.Find(10, 0));
        Assert.NotNull(_shelf.Newest(0));
        _shelf.Trim(21);
        Assert.Null(_shelf.Newest(0));
    }

    private static SharedSnapshot Snapshot(long revision) => new("s", "e", revision, [], isText: false, 64);
}
