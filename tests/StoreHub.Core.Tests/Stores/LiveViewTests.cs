namespace StoreHub.Core.Tests.Stores;

/// <summary>What is read from a store writes through to it, wherever it was found, and follows its element.</summary>
public sealed class LiveViewTests : IDisposable
{
    private readonly Twin _twin = new();
    private readonly Store _store;
    private readonly dynamic _root;

    public LiveViewTests()
    {
        _store = _twin.First;
        _root = _store.Root;
        _root.todos = new[] { new { title = "a", done = false }, new { title = "b", done = false }, new { title = "c", done = false } };
    }

    private StoreArray Todos => _store["todos"].AsArray();

    private string Titles => string.Concat(Todos.Select(static todo => (string)((dynamic)todo!).title));

    [Fact]
    public void Whatever_way_an_element_was_found_it_is_live()
    {
        Todos.Find(static todo => todo!.title == "b")!.done = true;
        _root.todos[2].done = true;
        foreach (dynamic? todo in Todos)
        {
            if (todo!.title == "a") todo.done = true;
        }

        ((dynamic)Todos.At(-1)!).last = true;
        ((dynamic)Todos.First(static todo => ((dynamic)todo!).title == "a")!).first = true;
        Assert.Equal("""[{"title":"a","done":true,"first":true},{"title":"b","done":true},{"title":"c","done":true,"last":true}]""", _store["todos"].Value.ToString());
        _twin.AssertSame();
    }

    [Fact]
    public void Containers_within_maps_and_arrays_are_live_at_any_depth()
    {
        _store["m"].Value = MapValue.Create([new(1, StoreValue.From(new { list = new[] { new[] { 1 } } }))]);
        dynamic entry = _store["m"].AsMap().Get(1)!;
        entry.list[0].Push(2);
        foreach ((_, dynamic? value) in _store["m"].AsMap()) value!.seen = true;
        _store["m"].AsMap().ForEach(static (_, value) => ((dynamic)value!).list.Add("end"));
        Assert.Equal("""{"$map":[[1,{"list":[[1,2],"end"],"seen":true}]]}""", _store["m"].Value.ToString());
        _twin.AssertSame();
    }

    [Fact]
    public void A_view_follows_its_element_wherever_it_moves()
    {
        StoreNode third = _store["todos"][2];
        dynamic second = _root.todos[1];
        StoreNode title = _store["todos"][0]["title"];
        Todos.Unshift(new { title = "new", done = false });
        Todos.Reverse();
        third["done"].Value = true;
        second.title = "B";
        title.Value = "A";
        Assert.Equal("cBAnew", Titles);
        Assert.True(third["done"].Get<bool>());
        Assert.Equal(0, Todos.IndexOf(third));
        Assert.Equal(1, Todos.IndexOf((object)second));
        Assert.True(Todos.Remove((object)second));
        Assert.Equal("cAnew", Titles);
        _twin.AssertSame();
    }

    [Fact]
    public void An_edit_reaches_the_element_though_others_insert_before_it()
    {
        using IDisposable back = _twin.Second.OnOperation(_store.Apply);
        StoreNode todo = _store["todos"][1];
        _twin.Second["todos"].AsArray().Unshift("x", "y");
        todo["done"].Value = true;
        Assert.Equal("""["x","y",{"title":"a","done":false},{"title":"b","done":true},{"title":"c","done":false}]""", _store["todos"].Value.ToString());
        _twin.AssertSame();
    }

    [Fact]
    public void Assigning_an_element_keeps_its_identity()
    {
        StoreNode first = _store["todos"][0];
        Todos[0] = new { title = "z" };
        Todos.Fill(new { title = "f" }, 1);
        Todos.Reverse();
        first["title"].Value = "last";
        Assert.Equal("fflast", Titles);
        _twin.AssertSame();
    }

    [Fact]
    public void A_view_of_what_is_gone_reads_empty_and_refuses_writes()
    {
        StoreNode node = _store["todos"][1];
        dynamic todo = _root.todos[1];
        _root.todos[1].tags = new[] { "x" };
        StoreArray tags = node["tags"].AsArray();
        Todos.RemoveAt(1);
        Assert.Equal(StoreValue.Undefined, node.Value);
        Assert.False(node.Exists);
        Assert.Null(todo.title);
        Assert.Empty((IDictionary<string, object?>)todo);
        Assert.Empty(tags);
        Assert.Empty(tags.ToArray());
        Assert.Equal("""{"$undefined":true}""", tags.ToString());
        Assert.False(node.Delete());
        _twin.Take();
        foreach (Action write in new Action[] { () => node.Value = 1, () => node["title"].Value = "x", () => todo.title = "x", () => tags.Add("y"), () => tags.Clear(), () => tags.Sort() })
            Assert.Equal(StoreErrorCode.ParentMissing, Assert.Throws<StoreException>(write).Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => tags[0]);
        Assert.Equal("ac", Titles);
        Assert.Empty(_twin.Take());
    }

    [Fact]
    public void A_view_whose_place_holds_another_kind_reads_empty_and_refuses_writes()
    {
        StoreMap map = _store["todos"].AsMap();
        StoreSet set = _store["todos"].AsSet();
        _twin.Take();
        Assert.Empty(map);
        Assert.Empty(map.Keys);
        Assert.Null(map.Get("a"));
        Assert.False(map.Has("a"));
        Assert.Empty(set);
        Assert.False(set.Has("a"));
        foreach (Action write in new Action[] { () => map.Set("a", 1), () => map.Delete("a"), () => map.Clear(), () => set.Add("a"), () => set.Delete("a"), () => set.Clear() })
            Assert.Equal("todos", Assert.Throws<StoreException>(write).Path);
        Assert.Empty(_twin.Take());
    }

    [Fact]
    public void Replacing_an_array_ends_its_identities_but_not_its_place()
    {
        StoreArray todos = Todos;
        StoreNode first = _store["todos"][0];
        _root.todos = new[] { new { title = "new" } };
        Assert.False(first.Exists);
        Assert.Equal("new", Titles);
        todos.Add(new { title = "er" });
        Assert.Equal("newer", Titles);
    }

    [Fact]
    public void Views_are_known_as_such_and_know_their_store()
    {
        _store["m"].Value = MapValue.Create([]);
        _store["s"].Value = SetValue.Create([]);
        foreach (object view in new object[] { _root, _root.todos, _root.todos[0], _root.m, _root.s, _store["x"] })
        {
            Assert.True(Store.IsStoreProxy(view));
            Assert.Same(_store, Store.Of(view));
        }

        foreach (object? other in new object?[] { null, 1, "text", _store.Snapshot(), new List<int>() })
        {
            Assert.False(Store.IsStoreProxy(other));
            Assert.Throws<ArgumentException>(() => Store.Of(other!));
        }
    }

    [Fact]
    public void Views_of_one_place_are_equal()
    {
        Assert.Equal(Todos, _store["todos"].AsArray());
        Assert.Equal(Todos.GetHashCode(), _store["todos"].AsArray().GetHashCode());
        Assert.NotEqual<object>(Todos, _store["todos"].AsMap());
        Assert.False(Todos.Equals(_twin.Second["todos"].AsArray()));
        Assert.Equal(_root.todos[0], _root.todos[0]);
        Assert.NotEqual(_root.todos[0], _root.todos[1]);
        Assert.Equal(-1, Todos.IndexOf((object)_twin.Second["todos"][0]));
    }

    public void Dispose() => _twin.Dispose();
}
