namespace StoreHub.Core.Tests.Stores;

public sealed class StoreMapTests : IDisposable
{
    private readonly Store _store = Store.Create();
    private readonly StoreMap _map;

    public StoreMapTests()
    {
        _store["map"].Value = MapValue.Create([]);
        _map = _store["map"].AsMap();
    }

    [Fact]
    public void Keys_are_scalars_by_value_and_keep_their_order()
    {
        byte[] bytes = [1, 2];
        _map.Set(1, "number").Set("1", "string").Set(bytes, "bytes").Set(double.NaN, "nan").Set(-0.0, "zero").Set(StoreValue.Null, "null");
        Assert.Equal("bytes", _map.Get(new byte[] { 1, 2 }));
        Assert.Equal("nan", _map[double.NaN]);
        Assert.Equal("zero", _map.Get(0));
        Assert.Equal("null", _map.Get(StoreValue.Null));
        Assert.Equal(6, _map.Size);
        _map.Set(1, "again");
        Assert.Equal(["again", "string", "bytes", "nan", "zero", "null"], _map.Values);
        _map.Delete(1);
        _map.Set(1, "last");
        Assert.Equal("last", _map.Values.Last());
        Assert.Equal(StoreValue.FromNumber(1), _map.Keys.Last());
    }

    [Fact]
    public void Reading_as_a_type_converts_or_says_what_stands_there()
    {
        _map.Set("n", 5);
        Assert.Equal(5, _map.Get<int>("n"));
        Assert.Null(_map.Get<int?>("missing"));
        Assert.Contains("map.n", Assert.Throws<InvalidCastException>(() => _map.Get<string>("n")).Message, StringComparison.Ordinal);
        Assert.Null(_map.Get("missing"));
        Assert.False(_map.TryGetValue("missing", out _));
    }

    [Fact]
    public void It_is_a_dictionary()
    {
        IDictionary<StoreValue, object?> map = _map;
        map.Add("a", 1);
        map.Add(new("b", 2));
        map["c"] = 3;
        Assert.Throws<ArgumentException>(() => map.Add("a", 1));
        Assert.True(map.ContainsKey("a"));
        Assert.True(map.Contains(new("a", 1)));
        Assert.False(map.Contains(new("a", 2)));
        Assert.False(map.Remove(new KeyValuePair<StoreValue, object?>("a", 2)));
        Assert.True(map.Remove(new KeyValuePair<StoreValue, object?>("a", 1)));
        Assert.True(map.Remove("b"));
        Assert.False(map.Remove("b"));
        Assert.False(map.IsReadOnly);
        var entries = new KeyValuePair<StoreValue, object?>[2];
        map.CopyTo(entries, 1);
        Assert.Equal(3, entries[1].Value);
        Assert.Equal(_map.Entries, _map);
        List<string> seen = [];
        _map.ForEach((key, value) => seen.Add(key.AsString() + value));
        Assert.Equal(["c3"], seen);
    }

    [Fact]
    public void A_set_is_a_collection_with_javascripts_methods()
    {
        _store["set"].Value = SetValue.Create(["a"]);
        StoreSet set = _store["set"].AsSet();
        int before = _store.Log.Count;
        set.UnionWith(["a", "b", 1, "b"]);
        set.ExceptWith(["a", "x"]);
        Assert.Equal(3, _store.Log.Count - before);
        Assert.Equal(["b", 1], set.Values);
        Assert.Contains("b", set);
        Assert.True(set.Remove("b"));
        Assert.False(set.Remove("b"));
        ((ICollection<StoreValue>)set).Add(2);
        var members = new StoreValue[3];
        set.CopyTo(members, 1);
        Assert.Equal([StoreValue.Undefined, 1, 2], members);
        List<StoreValue> seen = [];
        set.ForEach(seen.Add);
        Assert.Equal([1, 2], seen);
        Assert.Equal((2, 2), (set.Size, set.Count));
        Assert.Equal("""{"$set":[1,2]}""", set.ToString());
    }

    public void Dispose() => _store.Dispose();
}
