using StoreHub.Operations;

namespace StoreHub.Core.Tests.Stores;

public sealed class StoreProxyTests : IDisposable
{
    private readonly Store _store = Store.Create();
    private readonly dynamic _root;

    public StoreProxyTests() => _root = _store.Root;

    [Fact]
    public void The_root_reads_and_writes_like_a_plain_object()
    {
        _root.count = 1;
        _root.count++;
        _root.count += 10;
        _root.user = new { name = "Bob", age = 30, tags = new[] { "a", "b" } };
        _root.user.name = "Alice";
        _root["key with space"] = true;
        _root.user["last name"] = "Liddell";
        Assert.Equal(12, (int)_root.count);
        Assert.Equal("Alice", (string)_root.user.name);
        Assert.True((bool)_root["key with space"]);
        Assert.Equal("b", (string)_root.user.tags[1]);
        Assert.Null(_root.missing);
        Assert.Equal("""{"count":12,"user":{"name":"Alice","age":30,"tags":["a","b"],"last name":"Liddell"},"key with space":true}""", _store.Snapshot().ToString());
    }

    [Fact]
    public void Members_that_views_have_elsewhere_are_the_datas_here()
    {
        foreach (string name in new[] { "Count", "Keys", "Values", "Path", "Store", "Value", "Node", "Place", "Item" }) _root[name] = name;
        Assert.Equal("Count", (string)_root.Count);
        Assert.Equal("Keys", (string)_root.Keys);
        Assert.Equal("Values", (string)_root.Values);
        Assert.Equal("Path", (string)_root.Path);
        Assert.Equal("Store", (string)_root.Store);
        Assert.Equal("Value", (string)_root.Value);
        Assert.Equal("Node", (string)_root.Node);
        Assert.Equal("Place", (string)_root.Place);
        Assert.Equal("Item", (string)_root.Item);
    }

    [Fact]
    public void Containers_within_are_live_and_take_javascripts_methods()
    {
        _root.items = new List<object>();
        _root.items.Add("new");
        _root.items.Push("x", "y");
        _root.items.Add(new { done = false });
        _root.items[3].done = true;
        _root.ages = new Dictionary<int, string> { [1] = "one" };
        _root.ages.Set(2, "two");
        _root.tags = new HashSet<string> { "a" };
        _root.tags.Add("b");
        Assert.True((bool)_root.items[3].done);
        Assert.True((bool)_root.tags.Has("b"));
        Assert.Equal("two", (string)_root.ages[2]);
        Assert.Equal("""{"items":["new","x","y",{"done":true}],"ages":{"$map":[[1,"one"],[2,"two"]]},"tags":{"$set":["a","b"]}}""", _store.Snapshot().ToString());
    }

    [Fact]
    public void A_number_is_an_int_or_long_where_it_is_whole_and_else_a_double()
    {
        _store["n"].Value = ArrayValue.Create([1, 2147483648L, 0.5, -0.0, 1e300, double.NaN]);
        Assert.Equal([typeof(int), typeof(long), typeof(double), typeof(double), typeof(double), typeof(double)], ((StoreArray)_root.n).Select(static item => item!.GetType()));
        int whole = _root.n[0];
        double any = _root.n[0];
        Assert.Equal((1, 1.0), (whole, any));
    }

    [Fact]
    public void Assigning_a_live_view_elsewhere_copies()
    {
        _root.a = new { list = new[] { 1, 2 } };
        _root.b = _root.a;
        _root.c = _store["a"]["list"];
        _root.b.list.Add(3);
        Assert.Equal("[1,2]", _store["a"]["list"].Value.ToString());
        Assert.Equal("[1,2,3]", _store["b"]["list"].Value.ToString());
        Assert.Equal("[1,2]", _store["c"].Value.ToString());
    }

    [Fact]
    public void It_is_a_dictionary_too()
    {
        IDictionary<string, object?> root = _store.RootNode.AsObject();
        root.Add("a", 1);
        root["b"] = new { c = 2 };
        Assert.Throws<ArgumentException>(() => root.Add("a", 2));
        Assert.True(root.TryGetValue("b", out object? b));
        Assert.Equal(2, ((dynamic)b!).c);
        Assert.False(root.TryGetValue("missing", out object? missing));
        Assert.Null(missing);
        Assert.True(root.ContainsKey("a"));
        Assert.Equal(["a", "b"], root.Keys);
        Assert.Equal(["a", "b"], root.Select(static pair => pair.Key));
        Assert.Equal(2, root.Values.Count);
        var entries = new KeyValuePair<string, object?>[3];
        root.CopyTo(entries, 1);
        Assert.Equal("b", entries[2].Key);
        Assert.Contains(new KeyValuePair<string, object?>("a", 1), root);
        Assert.False(root.Remove(new KeyValuePair<string, object?>("a", 5)));
        Assert.True(root.Remove("a"));
        Assert.False(root.Remove("a"));
        root.Clear();
        Assert.Empty(root);
        Assert.Equal(ObjectValue.Empty, _store.Snapshot());
    }

    [Fact]
    public void It_casts_to_what_it_shows()
    {
        _root.user = new { name = "Bob" };
        Assert.Equal(_store["user"], (StoreNode)_root.user);
        Assert.Equal(StoreValue.From(new { name = "Bob" }), (StoreValue)_root.user);
        Assert.Same(_store, (Store)_root.user);
        Assert.Equal("""{"name":"Bob"}""", _root.user.ToString());
        Assert.Equal(_root.user, _store.RootNode.AsObject()["user"]);
        Assert.Equal(["name"], ((StoreProxy)_root.user).GetDynamicMemberNames());
    }

    [Fact]
    public void Writing_under_what_is_not_there_fails_and_writes_nothing()
    {
        _root.a = new { };
        dynamic a = _root.a;
        _store["a"].Value = 1;
        Assert.Null(a.x);
        StoreException refusal = Assert.Throws<StoreException>(() => a.x = 1);
        Assert.Equal(StoreErrorCode.ParentMissing, refusal.Code);
        Assert.Equal("a.x", refusal.Path);
        Assert.Equal(2, _store.Log.Count);
    }

    [Fact]
    public void Values_that_no_store_holds_are_refused_before_an_operation_exists()
    {
        var loop = new List<object>();
        loop.Add(loop);
        Assert.Equal(StoreErrorCode.Cycle, Assert.Throws<StoreException>(() => _root.x = loop).Code);
        Assert.Equal(StoreErrorCode.UnsupportedType, Assert.Throws<StoreException>(() => _root.x = (Action)(() => { })).Code);
        Assert.Equal(StoreErrorCode.IntegerOutOfRange, Assert.Throws<StoreException>(() => _root.x = long.MaxValue).Code);
        Assert.Equal(StoreErrorCode.LoneSurrogate, Assert.Throws<StoreException>(() => _root.x = "\uD800").Code);
        Assert.Equal(StoreErrorCode.ForbiddenKey, Assert.Throws<StoreException>(() => _root.constructor = 1).Code);
        Assert.Equal(StoreErrorCode.ForbiddenKey, Assert.Throws<StoreException>(() => _root.x = new { prototype = 1 }).Code);
        Assert.Empty(_store.Log);
    }

    [Fact]
    public void Copying_in_ends_the_tie_to_the_callers_object()
    {
        var tags = new List<string> { "a" };
        _root.tags = tags;
        tags.Add("b");
        byte[] bytes = [1];
        _root.bytes = bytes;
        bytes[0] = 2;
        ((byte[])_root.bytes)[0] = 3;
        Assert.Equal("""{"tags":["a"],"bytes":{"$bytes":"AQ=="}}""", _store.Snapshot().ToString());
        Assert.IsType<SetOperation>(_store.Log[0]);
    }

    public void Dispose() => _store.Dispose();
}
