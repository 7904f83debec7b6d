using StoreHub.Operations;

namespace StoreHub.Core.Tests.Stores;

public sealed class StoreNodeTests : IDisposable
{
    private readonly Store _store = Store.Create();

    public static TheoryData<StoreValue> AllKinds => new(new StoreValue[]
    {
        StoreValue.Undefined, StoreValue.Null, true, 0, -0.0, double.NaN, double.NegativeInfinity, 9007199254740991L, 1.5, "", "text 😀",
        StoreValue.FromBytes([0, 255]), StoreValue.FromUnixMilliseconds(-1), ObjectValue.Empty, StoreValue.From(new { a = new { b = 1 } }),
        ArrayValue.Create([1, ArrayValue.Create([StoreValue.Undefined])]), MapValue.Create([new(1, "one"), new("1", MapValue.Create([]))]), SetValue.Create([1, "1", StoreValue.Null]),
    });

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void What_is_written_is_read(StoreValue value)
    {
        _store["place"].Value = value;
        Assert.Equal(value, _store["place"].Value);
        Assert.Equal(value.Kind, _store["place"].Kind);
        Assert.Equal(value, _store.ReadPath("place"));
        Assert.Equal(!value.IsUndefined, _store["place"].Exists);
        Assert.Equal(value, _store.Snapshot().AsObject()["place"]);
    }

    [Fact]
    public void Missing_parents_become_objects_within_one_transaction()
    {
        int told = 0;
        _store.Subscribe(_ => told++);
        _store["a"]["b"]["c"].Value = 1;
        Assert.Equal(StoreValue.From(new { a = new { b = new { c = 1 } } }), _store.Snapshot());
        Assert.Equal(1, told);
        Assert.Single(_store.Log.Select(static operation => operation.Ts).Distinct());
    }

    [Fact]
    public void Missing_parents_become_objects_in_a_map_too()
    {
        _store["m"].Value = MapValue.Create([]);
        _store["m"][7]["x"].Value = 1;
        _store["m"].Entry(true)["y"].Value = 2;
        Assert.Equal(MapValue.Create([new(7, StoreValue.From(new { x = 1 })), new(true, StoreValue.From(new { y = 2 }))]), _store["m"].Value);
    }

    [Fact]
    public void A_parent_that_takes_no_keys_refuses_and_nothing_is_written()
    {
        _store.Batch(() =>
        {
            _store["number"].Value = 1;
            _store["set"].Value = SetValue.Create([1]);
            _store["list"].Value = ArrayValue.Create([1]);
            _store["nothing"].Value = StoreValue.Null;
        });
        StoreValue before = _store.Snapshot();
        foreach (Action write in new Action[]
        {
            () => _store["number"]["x"].Value = 1,
            () => _store["nothing"]["x"].Value = 1,
            () => _store["set"]["x"].Value = 1,
            () => _store["list"]["x"].Value = 1,
            () => _store["list"][5].Value = 1,
            () => _store["list"][-1].Value = 1,
            () => _store["list"][5]["x"].Value = 1,
            () => _store["new"][0].Value = 1,
            () => _store["new"]["deep"][0]["x"].Value = 1,
            () => _store.RootNode.Value = 1,
            () => _store.RootNode.Delete(),
            () => _store["list"].Increment(),
            () => _store["missing"].Increment(),
        })
        {
            StoreException refusal = Assert.Throws<StoreException>(write);
            Assert.Contains(refusal.Code, new[] { StoreErrorCode.ParentMissing, StoreErrorCode.InvalidPath });
            Assert.False(string.IsNullOrEmpty(refusal.Path));
        }

        Assert.Equal(before, _store.Snapshot());
        Assert.Equal(4, _store.Log.Count);
    }

    [Fact]
    public void An_index_just_past_the_end_appends()
    {
        _store["list"].Value = ArrayValue.Create(["a"]);
        _store["list"][1].Value = "b";
        Assert.Equal(ArrayValue.Create(["a", "b"]), _store["list"].Value);
        Assert.IsType<SpliceOperation>(_store.Log[^1]);
    }

    [Fact]
    public void Deleting_removes_keys_entries_and_elements()
    {
        _store["o"].Set(new { a = 1, b = 2 });
        _store["m"].Value = MapValue.Create([new(1, 1), new(2, 2)]);
        _store["l"].Value = ArrayValue.Create([1, 2, 3]);
        Assert.True(_store["o"]["a"].Delete());
        Assert.True(_store["m"].Entry(1).Delete());
        Assert.True(_store["l"][1].Delete());
        Assert.Equal(["b"], _store["o"].Keys);
        Assert.Equal(1, _store["m"].Count);
        Assert.Equal(ArrayValue.Create([1, 3]), _store["l"].Value);
    }

    [Fact]
    public void Increments_add_to_numbers_of_objects_maps_and_arrays()
    {
        _store["n"].Value = 1;
        _store["m"].Value = MapValue.Create([new("k", 1)]);
        _store["l"].Value = ArrayValue.Create([1]);
        _store["n"].Increment();
        _store["m"]["k"].Increment(0.5);
        _store["l"][0].Increment(-3);
        Assert.Equal((2, 1.5, -2), (_store["n"].Get<double>(), _store["m"]["k"].Get<double>(), _store["l"][0].Get<double>()));
        Assert.Equal(3, _store.Log.OfType<IncrementOperation>().Count());
    }

    [Fact]
    public void Reading_as_a_type_converts_or_says_what_stands_there()
    {
        _store["age"].Value = 30;
        _store["day"].Set(DayOfWeek.Friday);
        Assert.Equal(30, _store["age"].Get<int>());
        Assert.Equal(30m, _store["age"].Get<decimal>());
        Assert.Equal(DayOfWeek.Friday, _store["day"].Get<DayOfWeek>());
        Assert.Null(_store["missing"].Get<string?>());
        Assert.False(_store["age"].TryGet(out string? _));
        Assert.Contains("age", Assert.Throws<InvalidCastException>(() => _store["age"].Get<string>()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidCastException>(() => _store["missing"].Get<int>());
    }

    [Fact]
    public void Nodes_of_one_place_are_equal()
    {
        Assert.Equal(_store["a"]["b"], _store["a"]["b"]);
        Assert.Equal(_store["a"].GetHashCode(), _store["a"].GetHashCode());
        Assert.NotEqual(_store["a"], _store["b"]);
        using var other = Store.Create();
        Assert.NotEqual(_store["a"], other["a"]);
    }

    public void Dispose() => _store.Dispose();
}
