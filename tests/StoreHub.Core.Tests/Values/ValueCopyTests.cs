using System.Collections.Immutable;
using System.Dynamic;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StoreHub.Core.Tests.Values;

public class ValueCopyTests
{
    private enum Color
    {
        Red,
    }

    private sealed record Person(string Name, int Age);

    private sealed class Loop
    {
        public object? Next { get; set; }
    }

    public static TheoryData<Func<object?>, string> Accepted => new()
    {
        { () => null, "null" },
        { () => ulong.CreateChecked(9007199254740991), "9007199254740991" },
        { () => (Half)1.5, "1.5" },
        { () => 1.5f, "1.5" },
        { () => 19.99m, "19.99" },
        { () => 9007199254740991m, "9007199254740991" },
        { () => new BigInteger(-5), "-5" },
        { () => 'x', "\"x\"" },
        { () => Guid.Empty, "\"00000000-0000-0000-0000-000000000000\"" },
        { () => Color.Red, "\"Red\"" },
        { () => new byte[] { 1, 2 }, """{"$bytes":"AQI="}""" },
        { () => new Memory<byte>([1]), """{"$bytes":"AQ=="}""" },
        { () => DateTimeOffset.UnixEpoch.AddMilliseconds(5), """{"$date":5}""" },
        { () => DateTime.UnixEpoch, """{"$date":0}""" },
        { () => new { name = "Bob", age = 30 }, """{"name":"Bob","age":30}""" },
        { () => new Person("Ann", 3), """{"Name":"Ann","Age":3}""" },
        { () => new Dictionary<string, object?> { ["b"] = 1, ["a"] = null }, """{"b":1,"a":null}""" },
        { () => ImmutableDictionary<string, int>.Empty.Add("a", 1), """{"a":1}""" },
        { () => new Dictionary<int, string> { [1] = "x" }, """{"$map":[[1,"x"]]}""" },
        { () => new HashSet<string> { "a", "b" }, """{"$set":["a","b"]}""" },
        { () => new[] { 1, 2 }, "[1,2]" },
        { () => Enumerable.Range(0, 3).Select(i => i * 2), "[0,2,4]" },
        { () => JsonSerializer.Deserialize<JsonElement>("""{"$x":[1,"a",null,1e300]}"""), """{"$$x":[1,"a",null,1E+300]}""" },
        { () => JsonNode.Parse("""{"a":[true,{"b":2}]}"""), """{"a":[true,{"b":2}]}""" },
        { () => StoreValue.Undefined, """{"$undefined":true}""" },
        { () => new object?[] { ObjectValue.Empty, null }, "[{},null]" },
        { Expando, """{"x":1}""" },
    };

    public static TheoryData<Func<object?>, StoreErrorCode, string> Refused => new()
    {
        { () => long.MaxValue, StoreErrorCode.IntegerOutOfRange, "$" },
        { () => ulong.MaxValue, StoreErrorCode.IntegerOutOfRange, "$" },
        { () => new { user = new { items = new object[] { 1, 2, 3, 9007199254740992 } } }, StoreErrorCode.IntegerOutOfRange, "user.items[3]" },
        { () => new { d = 0.1234567890123456789m }, StoreErrorCode.UnsupportedType, "d" },
        { () => new { a = new[] { "\ud800" } }, StoreErrorCode.LoneSurrogate, "a[0]" },
        { () => new { a = '\udc00' }, StoreErrorCode.LoneSurrogate, "a" },
        { () => new { a = (Action)(() => { }) }, StoreErrorCode.UnsupportedType, "a" },
        { () => new { a = Stream.Null }, StoreErrorCode.UnsupportedType, "a" },
        { () => new { a = Task.CompletedTask }, StoreErrorCode.UnsupportedType, "a" },
        { () => new { a = typeof(int) }, StoreErrorCode.UnsupportedType, "a" },
        { () => new { a = (1, 2) }, StoreErrorCode.UnsupportedType, "a" },
        { () => new { a = new Uri("http://x") }, StoreErrorCode.UnsupportedType, "a" },
        { () => new { a = TimeSpan.Zero }, StoreErrorCode.UnsupportedType, "a" },
        { () => new { a = new DateTime(2020, 1, 1) }, StoreErrorCode.InvalidInstant, "a" },
        { () => new { a = new Dictionary<string, int> { ["constructor"] = 1 } }, StoreErrorCode.ForbiddenKey, "a.constructor" },
        { () => new { a = new Dictionary<object, int> { ["prototype"] = 1 } }, StoreErrorCode.ForbiddenKey, "prototype" },
        { () => new { a = new HashSet<object> { new[] { 1 } } }, StoreErrorCode.InvalidKey, "a" },
        { () => new { a = new HashSet<object> { 1, 1.0 } }, StoreErrorCode.DuplicateKey, "a" },
        { () => JsonSerializer.Deserialize<JsonElement>("""{"a":{"b":1,"b":2}}"""), StoreErrorCode.DuplicateKey, "a.b" },
        { () => JsonSerializer.Deserialize<JsonElement>("""{"a":["\ud800"]}"""), StoreErrorCode.LoneSurrogate, "a[0]" },
        { () => JsonSerializer.Deserialize<JsonElement>("""[9007199254740993]"""), StoreErrorCode.IntegerOutOfRange, "[0]" },
        { Cycle, StoreErrorCode.Cycle, "Next[0]" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void What_a_store_holds_is_copied(Func<object?> value, string json) => Assert.Equal(json, StoreValue.From(value()).ToString());

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_no_store_holds_is_refused_with_its_place(Func<object?> value, StoreErrorCode code, string path)
    {
        StoreException refusal = Assert.Throws<StoreException>(() => StoreValue.From(value()));
        Assert.Equal((code, path), (refusal.Code, refusal.Path));
    }

    [Fact]
    public void Limits_are_exact_and_named()
    {
        var limits = new StoreLimits { MaxDepth = 2, MaxKeyBytes = 4, MaxOperationBytes = 1024 };
        StoreValue.From(new[] { new[] { 1 } }, limits);
        StoreException deep = Assert.Throws<StoreException>(() => StoreValue.From(new { a = new[] { ArrayValue.Empty } }, limits));
        Assert.Equal((StoreErrorCode.TooDeep, "a[0]", 2L), (deep.Code, deep.Path, deep.Limit!.Value));
        StoreException key = Assert.Throws<StoreException>(() => StoreValue.From(new { abcde = 1 }, limits));
        Assert.Equal((StoreErrorCode.TooLarge, "abcde", 4L), (key.Code, key.Path, key.Limit!.Value));
        StoreException endless = Assert.Throws<StoreException>(() => StoreValue.From(Enumerable.Range(0, int.MaxValue), limits));
        Assert.Equal((StoreErrorCode.TooLarge, 1024L), (endless.Code, endless.Limit!.Value));
    }

    [Fact]
    public void A_copy_does_not_change_with_what_it_was_made_of()
    {
        byte[] bytes = [1];
        var list = new List<object?> { bytes };
        StoreValue copy = StoreValue.From(list);
        bytes[0] = 2;
        list.Add(3);
        Assert.Equal("""[{"$bytes":"AQ=="}]""", copy.ToString());
    }

    [Fact]
    public void One_object_in_two_places_is_no_cycle()
    {
        var shared = new { x = 1 };
        Assert.Equal("""[{"x":1},{"x":1}]""", StoreValue.From(new[] { shared, shared }).ToString());
    }

    private static ExpandoObject Expando()
    {
        dynamic value = new ExpandoObject();
        value.x = 1;
        return value;
    }

    private static Loop Cycle()
    {
        var loop = new Loop();
        loop.Next = new object[] { loop };
        return loop;
    }
}
