using StoreHub.Core.Tests.Ordering;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Stores;

public sealed class StoreTests
{
    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("ä")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public void A_source_outside_the_rules_is_refused(string source) =>
        Assert.Equal(StoreErrorCode.InvalidSource, Assert.Throws<StoreException>(() => Store.Create(new StoreOptions { Source = source })).Code);

    [Fact]
    public void A_source_is_taken_or_made()
    {
        using var named = Store.Create(new StoreOptions { Source = "Ab_-9" });
        using var first = Store.Create();
        using var second = Store.Create();
        Assert.Equal("Ab_-9", named.Source);
        Assert.NotEqual(first.Source, second.Source);
    }

    [Fact]
    public void A_snapshot_is_a_deep_copy()
    {
        using var store = Store.Create();
        store["a"].Set(new { list = new[] { 1 } });
        StoreValue before = store.Snapshot(), value = store["a"].Value;
        store["a"]["list"].AsArray().Push(2);
        store["a"]["x"].Value = 1;
        Assert.Equal("""{"a":{"list":[1]}}""", before.ToString());
        Assert.Equal("""{"list":[1]}""", value.ToString());
        Assert.Equal(2, store.ReadPath("a", "list", 1).AsNumber());
        Assert.True(store.ReadPath("a", "list", 2).IsUndefined);
        Assert.True(store.ReadPath("a", "list", "x", "y").IsUndefined);
    }

    [Fact]
    public void The_log_is_a_copy_in_order_and_makes_the_same_state_elsewhere()
    {
        var time = new ManualTime();
        using var first = Store.Create(new StoreOptions { Source = "a", Time = time });
        using var second = Store.Create(new StoreOptions { Source = "b", Time = time });
        using var third = Store.Create();
        first["x"].Value = 1;
        second["y"].Value = 2;
        IReadOnlyList<Operation> log = first.Log;
        first.ApplyBatch(second.Log);
        Assert.Single(log);
        Assert.Equal(["a:0", "b:0"], first.Log.Select(static operation => operation.Id.ToString()).Order());
        foreach (Operation operation in first.Log.Reverse().Concat(first.Log)) third.Apply(operation);
        Assert.Equal(first.Snapshot(), third.Snapshot());
        Assert.Equal(first.Log.Select(static operation => operation.Id), third.Log.Select(static operation => operation.Id));
    }

    [Fact]
    public void Two_stores_that_write_at_once_converge()
    {
        using var first = Store.Create();
        using var second = Store.Create();
        first["list"].Value = ArrayValue.Create(["a"]);
        second.ApplyBatch(first.Log);
        first["list"].AsArray().Push("first");
        second["list"].AsArray().Push("second");
        first["list"].AsArray().Reverse();
        second["n"].Value = 1;
        Operation[] fromFirst = [.. first.Log], fromSecond = [.. second.Log];
        first.ApplyBatch(fromSecond);
        second.ApplyBatch(fromFirst);
        Assert.Equal(first.Snapshot(), second.Snapshot());
        Assert.Equal(3, first["list"].Count);
    }

    [Fact]
    public void Operations_come_in_all_or_none_and_a_bad_timestamp_harms_no_later_write()
    {
        using var store = Store.Create(new StoreOptions { Source = "own" });
        SourceId other = SourceId.Parse("other");
        var good = new SetOperation(other, 0, 5, StorePath.Of("a"), 1);
        foreach (double ts in new[] { double.NaN, double.PositiveInfinity, 1e300 })
        {
            var bad = new SetOperation(other, 1, ts, StorePath.Of("b"), 1);
            Assert.Equal(StoreErrorCode.InvalidTimestamp, Assert.Throws<StoreException>(() => store.ApplyBatch([good, bad])).Code);
        }

        Assert.Equal(ObjectValue.Empty, store.Snapshot());
        store["x"].Value = 1;
        store.Apply(good);
        Assert.Equal(2, store.Log.Count);
    }

    [Fact]
    public void Operations_past_a_limit_are_refused_before_they_are_taken_in()
    {
        using var store = Store.Create();
        var forbidden = new SetOperation(SourceId.Parse("other"), 0, 5, StorePath.Of("a", "__proto__"), 1);
        var large = new SetOperation(SourceId.Parse("other"), 0, 5, StorePath.Of("a"), new string('x', 300_000));
        Assert.Equal(StoreErrorCode.ForbiddenKey, Assert.Throws<StoreException>(() => store.Apply(forbidden)).Code);
        Assert.Equal(StoreErrorCode.TooLarge, Assert.Throws<StoreException>(() => store.Apply(large)).Code);
        Assert.Throws<ArgumentNullException>(() => store.Apply(null!));
        Assert.Empty(store.Log);
    }

    [Fact]
    public void Operations_from_elsewhere_cannot_come_inside_a_batch()
    {
        using var store = Store.Create();
        var operation = new SetOperation(SourceId.Parse("other"), 0, 5, StorePath.Of("a"), 1);
        Assert.Throws<InvalidOperationException>(() => store.Batch(() => store.Apply(operation)));
        Assert.Empty(store.Log);
        store.Apply(operation);
        Assert.True(store["a"].Exists);
    }

    [Fact]
    public void A_disposed_store_refuses_writes_and_subscribers_and_still_reads()
    {
        var store = Store.Create();
        store["list"].Value = ArrayValue.Create([1]);
        int told = 0;
        store.Subscribe(_ => told++);
        store.OnOperation(_ => told++);
        store.Dispose();
        store.Dispose();
        Assert.True(store.IsDisposed);
        foreach (Action write in new Action[]
        {
            () => store["x"].Value = 1,
            () => store["list"].AsArray().Push(2),
            () => store.Batch(static () => { }),
            () => store.Subscribe(static _ => { }),
            () => store.OnOperation(static _ => { }),
            () => store.Apply(new SetOperation(SourceId.Parse("other"), 0, 5, StorePath.Of("a"), 1)),
        })
        {
            Assert.Throws<ObjectDisposedException>(write);
        }

        Assert.Equal("""{"list":[1]}""", store.Snapshot().ToString());
        Assert.Single(store.Log);
        Assert.Equal(0, told);
    }

    [Fact]
    public void Without_a_hub_nothing_is_pending()
    {
        using var store = Store.Create();
        store["x"].Value = 1;
        Assert.Equal(0, store.PendingCount);
        Assert.True(store.WhenAcknowledgedAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Threads_that_write_and_read_at_once_lose_nothing()
    {
        using var store = Store.Create();
        store["list"].Value = ArrayValue.Create([]);
        store["n"].Value = 0;
        StoreArray list = store["list"].AsArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 250; i++)
            {
                store.Batch(() =>
                {
                    list.Push(thread);
                    store["n"].Increment();
                });
                StoreValue state = store.Snapshot();
                Assert.Equal(state.AsObject()["n"].AsNumber(), state.AsObject()["list"].AsArray().Count);
            }
        })));
        Assert.Equal((1000, 1000), (list.Count, store["n"].Get<int>()));
    }
}
