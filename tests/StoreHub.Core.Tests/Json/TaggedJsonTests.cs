using System.Text;
using System.Text.Json;
using StoreHub.Core.Tests.Generators;
using StoreHub.Json;

namespace StoreHub.Core.Tests.Json;

public class TaggedJsonTests
{
    [Fact]
    public void Any_value_comes_back_with_all_its_order()
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            StoreValue value = new SampleValues(seed).Next();
            string json = TaggedJson.ToJson(value);
            Assert.True(SampleText.Of(value) == SampleText.Of(TaggedJson.Parse(json, StoreLimits.Default)), $"seed {seed}: {json}");
        }
    }

    [Theory]
    [InlineData("""{"$$date":1}""", "$date")]
    [InlineData("""{"$$":1}""", "$")]
    [InlineData("""{"$$$x":1}""", "$$x")]
    [InlineData("""{"a":1}""", "a")]
    public void A_key_with_a_dollar_has_one_more_in_json(string json, string key)
    {
        StoreValue value = TaggedJson.Parse(json);
        Assert.Equal([key], value.AsObject().Keys);
        Assert.Equal(json, TaggedJson.ToJson(value));
    }

    [Theory]
    [InlineData("9007199254740992E+0", 9007199254740992)]
    [InlineData("1E+300", 1e300)]
    [InlineData("1e2", 100)]
    [InlineData("1.0", 1)]
    [InlineData("-9007199254740991", -9007199254740991)]
    [InlineData("""{"$number":"100000000000000000000"}""", 1e20)]
    public void Doubles_beyond_the_safe_integers_say_that_they_are_doubles(string json, double expected) =>
        Assert.Equal(expected, TaggedJson.Parse(json).AsNumber());

    [Fact]
    public void Minus_zero_is_kept_in_either_form()
    {
        Assert.True(double.IsNegative(TaggedJson.Parse("-0").AsNumber()));
        Assert.True(double.IsNegative(TaggedJson.Parse("""{"$number":"-0"}""").AsNumber()));
    }

    [Theory]
    [InlineData("9007199254740992", StoreErrorCode.IntegerOutOfRange)]
    [InlineData("-9007199254740993", StoreErrorCode.IntegerOutOfRange)]
    [InlineData("100000000000000000000", StoreErrorCode.IntegerOutOfRange)]
    [InlineData("1e400", StoreErrorCode.IntegerOutOfRange)]
    [InlineData("""{"$foo":1}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$":1}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$undefined":false}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$undefined":true,"a":1}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"a":1,"$date":1}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$number":"1x"}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$number":1}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$bytes":"%"}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$bytes":"\ud800"}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$map":{}}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$map":[[1]]}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$map":[[1,2,3]]}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$set":1}""", StoreErrorCode.UnsupportedType)]
    [InlineData("""{"$date":1.5}""", StoreErrorCode.InvalidInstant)]
    [InlineData("""{"$date":253402300800000}""", StoreErrorCode.InvalidInstant)]
    [InlineData("""{"a":1,"a":2}""", StoreErrorCode.DuplicateKey)]
    [InlineData("""{"$map":[[0,1],[-0,2]]}""", StoreErrorCode.DuplicateKey)]
    [InlineData("""{"$set":["a","a"]}""", StoreErrorCode.DuplicateKey)]
    [InlineData("""{"$map":[[[],1]]}""", StoreErrorCode.InvalidKey)]
    [InlineData("""{"$map":[[{"$map":[]},1]]}""", StoreErrorCode.InvalidKey)]
    [InlineData("""{"$set":[{"$undefined":true}]}""", StoreErrorCode.InvalidKey)]
    [InlineData("""{"__proto__":1}""", StoreErrorCode.ForbiddenKey)]
    [InlineData("""{"$map":[["constructor",1]]}""", StoreErrorCode.ForbiddenKey)]
    [InlineData("\"\\ud800\"", StoreErrorCode.LoneSurrogate)]
    [InlineData("{\"\\udc00\":1}", StoreErrorCode.LoneSurrogate)]
    public void What_stores_refuse_is_refused(string json, StoreErrorCode code) =>
        Assert.Equal(code, Assert.Throws<StoreException>(() => TaggedJson.Parse(json)).Code);

    [Theory]
    [InlineData("")]
    [InlineData("nul")]
    [InlineData("1 2")]
    [InlineData("[1,]")]
    [InlineData("{\"a\"}")]
    public void What_is_no_json_is_an_error(string json) => Assert.ThrowsAny<JsonException>(() => TaggedJson.Parse(json));

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"$map\":[[1,")]
    [InlineData("{\"$map\":[[")]
    public void Ten_thousand_levels_are_an_error(string level)
    {
        string json = string.Concat(Enumerable.Repeat(level, 10_000));
        Exception error = Assert.ThrowsAny<Exception>(() => TaggedJson.Parse(json));
        Assert.True(error is JsonException or StoreException { Code: StoreErrorCode.TooDeep or StoreErrorCode.InvalidKey }, error.ToString());
    }

    [Fact]
    public void Depth_and_key_limits_are_exact()
    {
        var limits = new StoreLimits { MaxDepth = 2, MaxKeyBytes = 4 };
        TaggedJson.Parse("""[{"$$aaa":{"$date":1}}]""", limits);
        Assert.Equal(2, Assert.Throws<StoreException>(() => TaggedJson.Parse("[[{}]]", limits)).Limit);
        Assert.Equal(4, Assert.Throws<StoreException>(() => TaggedJson.Parse("""{"ääa":1}""", limits)).Limit);
    }

    [Fact]
    public void Any_mutation_reads_or_is_an_error()
    {
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            byte[] json = Encoding.UTF8.GetBytes(TaggedJson.ToJson(new SampleValues(seed % 500).Next()));
            if (random.Next(4) == 0) json = json[..random.Next(json.Length)];
            else json[random.Next(json.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"\\$\"{}[],:0e-"[random.Next(12)];
            Exception? error = Record.Exception(() => TaggedJson.Parse(json, StoreLimits.Default));
            Assert.True(error is null or JsonException or StoreException, $"seed {seed}, {Encoding.UTF8.GetString(json)}: {error}");
        }
    }
}
