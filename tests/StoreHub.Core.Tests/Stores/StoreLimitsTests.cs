namespace StoreHub.Core.Tests.Stores;

/// <summary>Each limit is refused with its number, name of the place and limit, before an operation exists.</summary>
public sealed class StoreLimitsTests
{
    private static readonly StoreLimits Small = new()
    {
        MaxDepth = 3,
        MaxPathLength = 4,
        MaxKeyBytes = 8,
        MaxOperationBytes = 1024,
        MaxTransactionOperations = 10,
        MaxTransactionBytes = 2048,
    };

    public static TheoryData<string, Action<Store>, StoreErrorCode, long, string?> Refused => new()
    {
        { "depth", store => store["a"].Set(new { b = new { c = new { d = new { } } } }), StoreErrorCode.TooDeep, 3, "b.c.d" },
        { "depth of a ready value", store => store["a"].Value = StoreValue.From(new { b = new { c = new { d = new { } } } }), StoreErrorCode.TooDeep, 3, "a" },
        { "depth of an item", store => store["list"].AsArray().Push(StoreValue.From(new[] { new[] { new[] { new[] { 1 } } } })), StoreErrorCode.TooDeep, 3, "list" },
        { "path", store => store["a"]["b"]["c"]["d"]["e"].Value = 1, StoreErrorCode.TooDeep, 4, "a.b.c.d.e" },
        { "key", store => store["123456789"].Value = 1, StoreErrorCode.TooLarge, 8, "123456789" },
        { "key in UTF-8", store => store["ééééé"].Value = 1, StoreErrorCode.TooLarge, 8, "ééééé" },
        { "key within", store => store["a"].Value = StoreValue.From(new Dictionary<string, int> { ["123456789"] = 1 }), StoreErrorCode.TooLarge, 8, "a" },
        { "Map key", store => store["map"].AsMap().Set("123456789", 1), StoreErrorCode.TooLarge, 8, "map" },
        { "Map key of bytes", store => store["map"].AsMap().Set(StoreValue.FromBytes(new byte[9]), 1), StoreErrorCode.TooLarge, 8, "map" },
        { "operation", store => store["a"].Value = new string('x', 1100), StoreErrorCode.TooLarge, 1024, "a" },
        { "operation by many items", store => store["list"].AsArray().Push([.. Enumerable.Repeat<object?>(1, 1100)]), StoreErrorCode.TooLarge, 1024, "list" },
        { "transaction's operations", store => store["list"].AsArray().Fill(0), StoreErrorCode.TransactionTooLarge, 10, null },
        { "transaction's bytes", store => store.Batch(() => { for (int i = 0; i < 3; i++) store["a"].Value = new string('x', 900); }), StoreErrorCode.TransactionTooLarge, 2048, null },
        { "forbidden key", store => store["constructor"].Value = 1, StoreErrorCode.ForbiddenKey, -1, "constructor" },
        { "forbidden step", store => store["a"]["prototype"].Value = 1, StoreErrorCode.ForbiddenKey, -1, "a.prototype" },
        { "forbidden Map key", store => store["map"].AsMap().Set("__proto__", 1), StoreErrorCode.ForbiddenKey, -1, "__proto__" },
        { "Map key of an object", store => store["map"].AsMap().Set(ObjectValue.Empty, 1), StoreErrorCode.InvalidKey, -1, null },
        { "member of undefined", store => store["set"].AsSet().Add(StoreValue.Undefined), StoreErrorCode.InvalidKey, -1, null },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_past_a_limit_is_refused_and_changes_nothing(string name, Action<Store> write, StoreErrorCode code, long limit, string? path)
    {
        using var store = Store.Create(new StoreOptions { Limits = Small });
        store["list"].Value = ArrayValue.Create([.. Enumerable.Range(0, 11).Select(static i => (StoreValue)i)]);
        store["map"].Value = MapValue.Create([]);
        store["set"].Value = SetValue.Create([]);
        StoreValue before = store.Snapshot();
        int told = 0;
        store.Subscribe(_ => told++);
        StoreException refusal = Assert.Throws<StoreException>(() => write(store));
        Assert.True(refusal.Code == code && (refusal.Limit ?? -1) == limit && refusal.Path == path, $"{name}: {refusal.Code} {refusal.Limit} '{refusal.Path}' {refusal.Message}");
        if (limit >= 0) Assert.Contains(limit.ToString(System.Globalization.CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, store.Snapshot());
        Assert.Equal((3, 0), (store.Log.Count, told));
        store["after"].Value = 1;
        Assert.Equal(3, store.Log[^1].Seq);
    }

    [Fact]
    public void What_just_fits_is_taken()
    {
        using var store = Store.Create(new StoreOptions { Limits = Small });
        store["a"].Set(new { b = new { c = new { } } });
        store["1"]["2"]["3"]["4"].Value = 1;
        store["12345678"].Value = 1;
        store["x"].Value = new string('x', 1000);
        store.Batch(() =>
        {
            for (int i = 0; i < 10; i++) store["n"].Value = i;
        });
        Assert.Equal(9, store["n"].Get<int>());
    }
}
