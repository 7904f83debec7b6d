namespace StoreHub.Core.Tests.Values;

public class ValueConversionTests
{
    [Fact]
    public void Scalars_convert_without_loss_or_not_at_all()
    {
        Assert.True(((StoreValue)3).TryConvert(out int three) && three == 3);
        Assert.True(((StoreValue)3).TryConvert(out long? maybe) && maybe == 3);
        Assert.True(((StoreValue)1.5).TryConvert(out decimal money) && money == 1.5m);
        Assert.False(((StoreValue)1.5).TryConvert(out int _));
        Assert.False(((StoreValue)1e300).TryConvert(out long _));
        Assert.False(((StoreValue)1e300).TryConvert(out decimal _));
        Assert.False(((StoreValue)"3").TryConvert(out int _));
        Assert.False(((StoreValue)3).TryConvert(out string? _));
        Assert.True(StoreValue.Null.TryConvert(out string? nothing) && nothing is null);
        Assert.True(StoreValue.Undefined.TryConvert(out int? none) && none is null);
        Assert.False(StoreValue.Null.TryConvert(out int _));
        Assert.True(StoreValue.FromString(Guid.Empty.ToString()).TryConvert(out Guid id) && id == Guid.Empty);
        Assert.True(((StoreValue)"Friday").TryConvert(out DayOfWeek day) && day == DayOfWeek.Friday);
        Assert.False(((StoreValue)"5").TryConvert(out DayOfWeek _));
        Assert.False(((StoreValue)5).TryConvert(out DayOfWeek _));
        Assert.True(((StoreValue)DateTimeOffset.UnixEpoch).TryConvert(out DateTime instant) && instant == DateTime.UnixEpoch && instant.Kind == DateTimeKind.Utc);
        Assert.True(((StoreValue)new byte[] { 1 }).TryConvert(out byte[]? bytes) && bytes is [1]);
        Assert.True(((StoreValue)3).TryConvert(out StoreValue same) && same == 3);
    }

    [Fact]
    public void Containers_become_plain_collections()
    {
        StoreValue value = StoreHub.Json.TaggedJson.Parse("""{"a":[1,null,{"$undefined":true}],"m":{"$map":[[null,1]]},"s":{"$set":[2]}}""");
        var plain = Assert.IsType<Dictionary<string, object?>>(value.ToObject());
        Assert.Equal(new object?[] { 1.0, null, null }, Assert.IsType<List<object?>>(plain["a"]));
        Assert.Equal(1.0, Assert.IsType<OrderedDictionary<StoreValue, object?>>(plain["m"])[StoreValue.Null]);
        Assert.Contains(2, Assert.IsType<HashSet<StoreValue>>(plain["s"]));
    }

    [Fact]
    public void No_container_can_be_deeper_than_walks_can_recurse()
    {
        StoreValue value = ArrayValue.Empty;
        for (int i = 1; i < 520; i++) value = ArrayValue.Create([value]);
        Assert.Equal(value, StoreHub.Json.TaggedJson.Parse(value.ToString()));
        StoreException refusal = Assert.Throws<StoreException>(() => ArrayValue.Create([value]));
        Assert.Equal((StoreErrorCode.TooDeep, 520L), (refusal.Code, refusal.Limit!.Value));
    }
}
