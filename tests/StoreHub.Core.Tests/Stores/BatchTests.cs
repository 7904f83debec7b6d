using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Stores;

/// <summary>Batches over both replicas: without a hub, and with one that has not answered yet.</summary>
public abstract class BatchTests : IDisposable
{
    private readonly Twin _twin;
    private readonly Store _store;
    private readonly long _seq;

    private protected BatchTests(IStoreReplica replica, HybridClock clock)
    {
        _twin = new Twin(new Store(replica, clock, StoreLimits.Default));
        _store = _twin.First;
        _store["o"].Set(new { a = 1, b = 2 });
        _store["list"].Value = ArrayValue.Create([3, 1, 2]);
        _store["map"].Value = MapValue.Create([new("x", 1), new("y", 2)]);
        _store["set"].Value = SetValue.Create(["m", "n"]);
        _seq = _twin.Take().Length;
    }

    [Fact]
    public void A_batch_is_one_transaction_with_one_notification()
    {
        int told = 0;
        _store.Subscribe(_ => told++);
        _store.Batch(() =>
        {
            _store["o"]["a"].Value = 10;
            _store.Batch(() => _store["list"].AsArray().Push(4));
            Assert.Equal(10, _store["o"]["a"].Get<int>());
            Assert.Equal(0, told);
        });
        Operation[] operations = _twin.Take();
        Assert.Equal(2, operations.Length);
        Assert.Equal(operations[0].Ts, operations[1].Ts);
        Assert.Equal(operations[0].Seq + 1, operations[1].Seq);
        Assert.Equal(1, told);
    }

    [Fact]
    public void A_batch_gives_its_result()
    {
        Assert.Equal(4, _store.Batch(() => _store["list"].AsArray().Push(9)));
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => { _ = _store.Batch(WriteLaterAsync); });
        Assert.Contains("asynchronous", refusal.Message, StringComparison.Ordinal);
        Assert.False(_store["early"].Exists);
    }

    [Fact]
    public void A_batch_that_throws_has_changed_nothing_and_tells_nobody()
    {
        byte[] before = Bytes();
        int told = 0;
        _store.Subscribe(_ => told++);
        StoreNode element = _store["list"][0];
        Assert.Throws<InvalidTimeZoneException>(() => _store.Batch(() =>
        {
            WriteEverything();
            throw new InvalidTimeZoneException();
        }));
        Assert.Equal(before, Bytes());
        Assert.Equal(3, element.Get<int>());
        Assert.Empty(_twin.Take());
        _store["after"].Value = 1;
        Assert.Equal(_seq, _twin.Take().Single().Seq);
        Assert.Equal(1, told);
        _twin.AssertSame();
    }

    [Fact]
    public void An_inner_batch_that_throws_is_taken_back_alone()
    {
        List<string> paths = [];
        _store.Subscribe(change => paths.AddRange(change.Paths.Select(static path => path.ToString())));
        _store.Batch(() =>
        {
            _store["o"]["a"].Value = "kept";
            byte[] before = Bytes();
            Assert.Throws<InvalidTimeZoneException>(() => _store.Batch(() =>
            {
                WriteEverything();
                throw new InvalidTimeZoneException();
            }));
            Assert.Equal(before, Bytes());
            _store["list"].AsArray().Push("kept too");
        });
        Assert.Equal(["o.a", "list"], paths);
        Assert.Equal(2, _twin.Take().Length);
        Assert.Equal("""[3,1,2,"kept too"]""", _store["list"].Value.ToString());
        _twin.AssertSame();
    }

    [Fact]
    public void A_write_of_several_operations_that_fails_within_a_batch_leaves_none_of_them()
    {
        _store.Batch(() =>
        {
            Assert.Throws<StoreException>(() => _store["new"]["__proto__"]["x"].Value = 1);
            Assert.False(_store["new"].Exists);
        });
        Assert.Empty(_twin.Take());
    }

    [Fact]
    public void What_is_taken_back_costs_no_seq_and_the_next_write_works()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<InvalidTimeZoneException>(() => _store.Batch(() =>
            {
                WriteEverything();
                throw new InvalidTimeZoneException();
            }));
            WriteEverything();
            _store["list"].Value = ArrayValue.Create([3, 1, 2]);
            _store["map"].Value = MapValue.Create([new("x", 1), new("y", 2)]);
        }

        long[] seqs = [.. _twin.Take().Select(static operation => operation.Seq)];
        Assert.Equal(Enumerable.Range((int)_seq, seqs.Length).Select(static seq => (long)seq), seqs);
        _twin.AssertSame();
    }

    public void Dispose()
    {
        _twin.Dispose();
        GC.SuppressFinalize(this);
    }

    private byte[] Bytes() => CanonicalEncoding.ToBytes(_store.Snapshot());

    private async Task WriteLaterAsync()
    {
        _store["early"].Value = 1;
        await Task.Yield();
    }

    private void WriteEverything()
    {
        _store["o"]["a"].Value = 5;
        _store["o"]["b"].Delete();
        _store["o"]["c"]["d"].Value = 1;
        StoreArray list = _store["list"].AsArray();
        list.Sort();
        list.Shift();
        list.Push(new { x = 1 }, 7);
        list.Reverse();
        list[0] = "set";
        list.Fill(0, 1, 2);
        list.CopyWithin(0, 1);
        list.Splice(1, 1, "in");
        StoreMap map = _store["map"].AsMap();
        map.Set("z", 1);
        map.Delete("x");
        map.Set("x", new[] { 1 });
        map.Clear();
        map.Set("again", 1);
        StoreSet set = _store["set"].AsSet();
        set.Delete("m");
        set.Add("m");
        set.Clear();
        set.Add("o");
        _store["o"].Value = StoreValue.From(new { replaced = new[] { 1 } });
        _store["o"]["replaced"].AsArray().Add(2);
        _store["o"]["replaced"][0].Increment();
    }
}
