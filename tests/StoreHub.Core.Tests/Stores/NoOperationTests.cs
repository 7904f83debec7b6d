namespace StoreHub.Core.Tests.Stores;

/// <summary>A write that changes nothing makes no operation and tells nobody.</summary>
public sealed class NoOperationTests
{
    public static TheoryData<string, Action<Store>> Writes => new()
    {
        { "delete a missing key", store => store["missing"].Delete() },
        { "delete below what is missing", store => store["missing"]["x"].Delete() },
        { "delete below a number", store => store["number"]["x"].Delete() },
        { "delete a missing element", store => store["list"][9].Delete() },
        { "delete a missing entry", store => store["map"].Entry(9).Delete() },
        { "delete a member by path", store => store["set"]["a"].Delete() },
        { "dictionary remove", store => store.RootNode.AsObject().Remove("missing") },
        { "dictionary clear", store => store["empty"].AsObject().Clear() },
        { "map delete", store => store["map"].AsMap().Delete("missing") },
        { "map clear", store => store["emptyMap"].AsMap().Clear() },
        { "set add", store => store["set"].AsSet().Add("a") },
        { "set union", store => store["set"].AsSet().UnionWith(["a", "b"]) },
        { "set except", store => store["set"].AsSet().ExceptWith(["x"]) },
        { "set delete", store => store["set"].AsSet().Delete("missing") },
        { "set clear", store => store["emptySet"].AsSet().Clear() },
        { "push nothing", store => store["list"].AsArray().Push() },
        { "unshift nothing", store => store["list"].AsArray().Unshift() },
        { "splice nothing", store => store["list"].AsArray().Splice(1, 0) },
        { "splice at the end", store => store["list"].AsArray().Splice(99) },
        { "pop nothing", store => store["emptyList"].AsArray().Pop() },
        { "shift nothing", store => store["emptyList"].AsArray().Shift() },
        { "clear nothing", store => store["emptyList"].AsArray().Clear() },
        { "remove what is not there", store => store["list"].AsArray().Remove("missing") },
        { "remove all of none", store => store["list"].AsArray().RemoveAll(static _ => false) },
        { "sort what is sorted", store => store["list"].AsArray().Sort() },
        { "reverse one", store => store["one"].AsArray().Reverse() },
        { "fill nothing", store => store["list"].AsArray().Fill(0, 2, 1) },
        { "copy onto itself", store => store["list"].AsArray().CopyWithin(1, 1) },
        { "copy nothing", store => store["list"].AsArray().CopyWithin(0, 3) },
        { "an empty batch", store => store.Batch(static () => { }) },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public void It_makes_no_operation(string name, Action<Store> write)
    {
        using Store store = Store.Create();
        store.Batch(() =>
        {
            store["number"].Value = 1;
            store["list"].Value = ArrayValue.Create([1, 2, 3]);
            store["one"].Value = ArrayValue.Create([1]);
            store["map"].Value = MapValue.Create([new("a", 1)]);
            store["set"].Value = SetValue.Create(["a", "b"]);
            store["empty"].Value = ObjectValue.Empty;
            store["emptyList"].Value = ArrayValue.Create([]);
            store["emptyMap"].Value = MapValue.Create([]);
            store["emptySet"].Value = SetValue.Create([]);
        });
        int before = store.Log.Count, operations = 0, told = 0;
        StoreValue state = store.Snapshot();
        store.OnOperation(_ => operations++);
        store.Subscribe(_ => told++);
        write(store);
        Assert.True(operations == 0 && told == 0 && store.Log.Count == before, name);
        Assert.Equal(state, store.Snapshot());
        store["number"].Value = 2;
        Assert.Equal((1, 1), (operations, told));
        Assert.Equal(before, store.Log[^1].Seq);
    }
}
