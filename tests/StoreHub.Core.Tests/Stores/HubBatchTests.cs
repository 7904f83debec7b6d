using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Replicas;
using StoreHub.State;

namespace StoreHub.Core.Tests.Stores;

public sealed class HubBatchTests() : BatchTests(NewReplica(), new HybridClock(TimeProvider.System))
{
    [Fact]
    public void What_was_taken_back_leaves_an_overlay_that_comes_off_and_on_again()
    {
        Replica replica = NewReplica();
        using var store = new Store(replica, new HybridClock(TimeProvider.System), StoreLimits.Default);
        store["list"].Value = ArrayValue.Create([3, 1, 2]);
        store.Batch(() =>
        {
            store["list"].AsArray().Push(4);
            Assert.Throws<InvalidTimeZoneException>(() => store.Batch(() =>
            {
                store["list"].AsArray().Sort().Splice(0, 2, "x");
                store["other"].Value = 1;
                throw new InvalidTimeZoneException();
            }));
            store["list"].AsArray().Reverse();
        });
        StoreValue visible = store.Snapshot();
        Assert.Equal("""{"list":[4,2,1,3]}""", visible.ToString());
        Assert.Equal(ObjectValue.Empty, replica.ReadSettled(static settled => NodeCopy.Copy(new StoreValue(settled.Tree.Root))));
        Assert.Equal(visible, store.Snapshot());
        Assert.Equal([1, 2], replica.Pending.Select(static transaction => transaction.Count));
    }

    private static Replica NewReplica() => new(SourceId.Parse("first"));
}
