using StoreHub.Operations;

namespace StoreHub.Core.Tests.Stores;

public sealed class SubscriptionTests : IDisposable
{
    private readonly Store _store = Store.Create(new StoreOptions { Source = "own" });
    private int _told;

    public SubscriptionTests()
    {
        _store.Batch(() =>
        {
            _store["user"].Set(new { name = "Bob", address = new { city = "Rome", zip = 1 } });
            _store["users"].Set(new { count = 1 });
            _store["todos"].Set(new[] { new { title = "a", done = false }, new { title = "b", done = false }, new { title = "c", done = false } });
            _store["map"].Value = MapValue.Create([new("a", StoreValue.From(new { x = 1 })), new(1, 2), new("1", 3), new(true, 4)]);
            _store["set"].Value = SetValue.Create(["m"]);
        });
    }

    public static TheoryData<string, Func<Store, StoreNode>, Action<Store>, bool> Cases => new()
    {
        { "the place itself", store => store["user"]["name"], store => store["user"]["name"].Value = "x", true },
        { "below", store => store["user"], store => store["user"]["address"]["city"].Value = "x", true },
        { "above", store => store["user"]["address"]["city"], store => store["user"].Value = 1, true },
        { "deleted above", store => store["user"]["address"]["city"], store => store["user"].Delete(), true },
        { "beside", store => store["user"]["name"], store => store["user"]["address"]["city"].Value = "x", false },
        { "a name that begins alike", store => store["user"], store => store["users"]["count"].Value = 2, false },
        { "the root hears all", store => store.RootNode, store => store["set"].AsSet().Add("n"), true },
        { "a place that is not there yet", store => store["new"]["x"], store => store["new"]["x"].Value = 1, true },
        { "its parent only", store => store["new"]["x"], store => store["new"]["y"].Value = 1, true },
        { "its parent later", store => store["user"]["new"]["x"], store => store["user"]["other"].Value = 1, false },
        { "an increment", store => store["users"]["count"], store => store["users"]["count"].Increment(), true },

        { "the array by a push", store => store["todos"], store => store["todos"].AsArray().Push(1), true },
        { "the array by an element's key", store => store["todos"], store => store["todos"][1]["done"].Value = true, true },
        { "an element by its key", store => store["todos"][1], store => store["todos"][1]["done"].Value = true, true },
        { "an element's key", store => store["todos"][1]["done"], store => store["todos"][1]["done"].Value = true, true },
        { "an element by its other key", store => store["todos"][1]["title"], store => store["todos"][1]["done"].Value = true, false },
        { "another element", store => store["todos"][1], store => store["todos"][0]["done"].Value = true, false },
        { "an element assigned", store => store["todos"][1]["done"], store => store["todos"].AsArray()[1] = 5, true },
        { "an element that was index 1 and moved", store => Moved(store, store["todos"][1]), store => store["todos"][2]["done"].Value = true, true },
        { "who is at its index since", store => Moved(store, store["todos"][1]), store => store["todos"][1]["done"].Value = true, false },
        { "an index where nothing stood", store => Moved(store, store["todos"][3]), store => store["todos"][3]["done"].Value = true, true },
        { "an index where nothing stood, beside", store => Moved(store, store["todos"][3]), store => store["todos"][2]["done"].Value = true, false },
        { "a foreign write at its index now", store => Moved(store, store["todos"][1]), store => Foreign(store, "todos", 2, "done"), true },
        { "a foreign write at its index then", store => Moved(store, store["todos"][1]), store => Foreign(store, "todos", 1, "done"), false },
        { "a foreign write by text", store => store["todos"][1], store => Foreign(store, "todos", "1", "done"), true },

        { "a Map's entry", store => store["map"]["a"], store => store["map"].AsMap().Set("a", 5), true },
        { "below a Map's entry", store => store["map"]["a"], store => store["map"]["a"]["x"].Value = 5, true },
        { "above within a Map", store => store["map"]["a"]["x"], store => store["map"].AsMap().Set("a", 5), true },
        { "a Map's entry deleted", store => store["map"]["a"]["x"], store => store["map"].AsMap().Delete("a"), true },
        { "a Map cleared", store => store["map"]["a"]["x"], store => store["map"].AsMap().Clear(), true },
        { "another entry", store => store["map"]["a"], store => store["map"].AsMap().Set("b", 5), false },
        { "the number, not the string", store => store["map"][1], store => store["map"].AsMap().Set("1", 5), false },
        { "the string, not the number", store => store["map"]["1"], store => store["map"].AsMap().Set(1, 5), false },
        { "a boolean's entry", store => store["map"].Entry(true), store => store["map"].AsMap().Set(true, 5), true },
        { "minus zero is zero", store => store["map"].Entry(-0.0), store => store["map"].AsMap().Set(0, 5), true },
        { "a Set", store => store["set"], store => store["set"].AsSet().Add("n"), true },
        { "a Set cleared", store => store["set"], store => store["set"].AsSet().Clear(), true },
        { "a foreign write without effect", store => store["todos"], store => Foreign(store, "todos", 9, "done"), false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Changes_at_below_or_above_a_place_are_told_and_no_others(string name, Func<Store, StoreNode> place, Action<Store> write, bool expected)
    {
        StoreNode watched = place(_store);
        using IDisposable subscription = watched.Subscribe(_ => _told++);
        write(_store);
        Assert.True(_told == (expected ? 1 : 0), $"{name}: told {_told} times");
    }

    [Fact]
    public void A_change_lists_its_places_and_the_deepest_above_them()
    {
        StoreChange? change = null;
        _store.Subscribe(told => change = told);
        _store.Batch(() =>
        {
            _store["user"]["address"]["city"].Value = "x";
            _store["user"]["address"]["zip"].Value = 2;
        });
        Assert.Equal(["user.address.city", "user.address.zip"], change!.Paths.Select(static path => path.ToString()));
        Assert.Equal("user.address", change.Path.ToString());
        Assert.False(change.IsReset);
        _store["map"].AsMap().Set(1, 5);
        Assert.Equal("map[1]", change.Path.ToString());
    }

    [Fact]
    public void A_subscriber_with_a_context_is_told_there_once_a_turn()
    {
        var context = new TurnContext();
        int places = 0;
        context.Within(() => _store.Subscribe(change =>
        {
            Assert.Same(context, SynchronizationContext.Current);
            _told++;
            places += change.Paths.Count;
        }));
        for (int i = 0; i < 5; i++) _store["n"].Value = i;
        Assert.Equal((0, 1), (_told, context.Waiting));
        context.Turn();
        Assert.Equal((1, 5), (_told, places));
        _store["n"].Value = 6;
        context.Turn();
        Assert.Equal(2, _told);
    }

    [Fact]
    public void Who_does_not_come_to_listen_costs_little()
    {
        var context = new TurnContext();
        StoreChange? change = null;
        context.Within(() => _store.Subscribe(told => change = told));
        for (int i = 0; i <= StoreSubscription.MaxPaths; i++) _store["n"].Value = i;
        context.Turn();
        Assert.True(change!.IsReset);
        Assert.Equal([StorePath.Root], change.Paths);
    }

    [Fact]
    public void A_throwing_subscriber_and_one_whose_context_ended_harm_nobody()
    {
        var context = new TurnContext { Ended = true };
        List<Exception> failures = [];
        _store.SubscriberFailed += (_, failed) => failures.Add(failed.Exception);
        _store.Subscribe(static _ => throw new InvalidTimeZoneException());
        context.Within(() => _store.Subscribe(_ => _told += 100));
        _store.OnOperation(static _ => throw new InvalidTimeZoneException());
        _store.Subscribe(_ => _told++);
        _store["n"].Value = 1;
        _store["n"].Value = 2;
        Assert.Equal(2, _told);
        // two and two that threw, and the context twice: what it did not take is given up, and the next change is tried anew
        Assert.Equal(6, failures.Count);
    }

    [Fact]
    public void A_subscriber_may_write_and_is_told_of_it_afterwards()
    {
        List<string> seen = [];
        int inside = 0;
        _store["n"].Subscribe(_ =>
        {
            Assert.Equal(0, inside++);
            int n = _store["n"].Get<int>();
            if (n < 3) _store["n"].Value = n + 1;
            seen.Add("first " + n);
            inside--;
        });
        _store["n"].Subscribe(_ => seen.Add("second " + _store["n"].Get<int>()));
        _store["n"].Value = 1;
        Assert.Equal(["first 1", "first 2", "first 3"], seen.Where(static line => line[0] == 'f'));
        Assert.Equal("second 3", seen[^1]);
        Assert.Equal(3, _store["n"].Get<int>());
    }

    [Fact]
    public void A_subscriber_may_end_itself_and_others()
    {
        IDisposable? second = null;
        IDisposable? first = null;
        first = _store.Subscribe(_ =>
        {
            _told++;
            first!.Dispose();
            second!.Dispose();
        });
        second = _store.Subscribe(_ => _told += 100);
        using IDisposable third = _store.Subscribe(_ => _told += 10);
        _store["n"].Value = 1;
        Assert.Equal(11, _told);
        _store["n"].Value = 2;
        Assert.Equal(21, _told);
        second.Dispose();
    }

    [Fact]
    public void Nothing_is_told_after_its_end_though_it_was_posted_before()
    {
        var context = new TurnContext();
        IDisposable? subscription = null;
        context.Within(() => subscription = _store.Subscribe(_ => _told++));
        context.Within(() => _store.Subscribe(_ => _told++));
        _store["n"].Value = 1;
        subscription!.Dispose();
        _store.Dispose();
        context.Turn();
        Assert.Equal(0, _told);
    }

    [Fact]
    public void Changes_from_elsewhere_are_told_once_a_batch()
    {
        using var other = Store.Create();
        other.ApplyBatch(_store.Log);
        other["user"]["name"].Value = "x";
        other["user"]["address"]["city"].Value = "y";
        _store["user"].Subscribe(_ => _told++);
        _store["set"].Subscribe(_ => _told += 100);
        _store.ApplyBatch(other.Log);
        Assert.Equal(1, _told);
        _store.ApplyBatch(other.Log);
        Assert.Equal(1, _told);
    }

    [Fact]
    public void An_observer_gets_the_value_first_and_then_what_it_becomes()
    {
        var context = new TurnContext();
        List<StoreValue> seen = [], later = [];
        using IDisposable subscription = _store["user"]["name"].Observe(seen.Add);
        Assert.Equal(["Bob"], seen);
        context.Within(() => _store["user"]["name"].Observe(later.Add));
        Assert.Equal(["Bob"], later);
        _store["user"]["name"].Value = "Alice";
        _store["users"]["count"].Value = 5;
        _store["user"].Delete();
        Assert.Equal(["Bob", "Alice", StoreValue.Undefined], seen);
        context.Turn();
        Assert.Equal(["Bob", StoreValue.Undefined], later);
        subscription.Dispose();
        _store["user"]["name"].Value = "nobody";
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task Calls_never_overlap_and_the_last_one_sees_the_last_write()
    {
        int inside = 0, last = -1;
        bool overlapped = false;
        using IDisposable subscription = _store["n"].Observe(value =>
        {
            if (Interlocked.Increment(ref inside) != 1) overlapped = true;
            last = value.IsUndefined ? -1 : (int)value.AsNumber();
            Interlocked.Decrement(ref inside);
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++) _store.Batch(() => _store["n"].Value = _store["n"].TryGet(out int n) ? n + 1 : 1);
        })));
        Assert.False(overlapped);
        Assert.Equal(2000, last);
    }

    [Fact]
    public async Task Operations_are_handed_over_in_order_whoever_writes()
    {
        List<long> seqs = [];
        using IDisposable hook = _store.OnOperation(operation =>
        {
            seqs.Add(operation.Seq);
            if (operation.Seq % 100 == 0) _store["hook"].Value = operation.Seq;
        });
        long first = _store.Log.Count;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 200; i++) _store["n" + thread].Value = i;
        })));
        Assert.Equal(_store.Log.Count - first, seqs.Count);
        Assert.Equal(Enumerable.Range((int)first, seqs.Count).Select(static seq => (long)seq), seqs);
        hook.Dispose();
        _store["n"].Value = 1;
        Assert.Equal(_store.Log.Count - first - 1, seqs.Count);
    }

    public void Dispose() => _store.Dispose();

    private static StoreNode Moved(Store store, StoreNode node)
    {
        store["todos"].AsArray().Unshift(new { title = "new", done = false });
        return node;
    }

    private static void Foreign(Store store, params PathSegment[] path) =>
        store.Apply(new SetOperation(SourceId.Parse("foreign"), 0, store.Log[^1].Ts + 1, StorePath.Of(path), true));
}
