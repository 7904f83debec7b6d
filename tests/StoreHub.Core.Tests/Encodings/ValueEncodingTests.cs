using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.MessagePack;

namespace StoreHub.Core.Tests.Encodings;

public class ValueEncodingTests
{
    public static TheoryData<string, string> Golden => new()
    {
        { """{"$undefined":true}""", "c70000" },
        { "null", "c0" },
        { "true", "c3" },
        { "false", "c2" },
        { "0", "00" },
        { "127", "7f" },
        { "128", "cc80" },
        { "256", "cd0100" },
        { "65536", "ce00010000" },
        { "4294967296", "cf0000000100000000" },
        { "-1", "ff" },
        { "-33", "d0df" },
        { "-129", "d1ff7f" },
        { "-32769", "d2ffff7fff" },
        { "-2147483649", "d3ffffffff7fffffff" },
        { "9007199254740991", "cf001fffffffffffff" },
        { "1.5", "cb3ff8000000000000" },
        { "1E+20", "cb4415af1d78b58c40" },
        { """{"$number":"-0"}""", "cb8000000000000000" },
        { """{"$number":"NaN"}""", "cb7ff8000000000000" },
        { """{"$number":"Infinity"}""", "cb7ff0000000000000" },
        { """{"$number":"-Infinity"}""", "cbfff0000000000000" },
        { "\"\"", "a0" },
        { "\"ä\"", "a2c3a4" },
        { """{"$bytes":"AQI="}""", "c4020102" },
        { """{"$date":0}""", "d6ff00000000" },
        { """{"$date":1500}""", "d7ff7735940000000001" },
        { """{"$date":-1}""", "c70cff3b8b87c0ffffffffffffffff" },
        { "[]", "90" },
        { """[1,[null]]""", "920191c0" },
        { "{}", "80" },
        { """{"b":1,"a":2}""", "82a16201a16102" },
        { """{"$map":[]}""", "d40190" },
        { """{"$map":[[1,"x"],["k",{"$set":[]}]]}""", "c709019401a178a16bd40290" },
        { """{"$set":[1,"x"]}""", "d6029201a178" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Bytes_and_json_are_those_of_the_format(string json, string hex)
    {
        StoreValue value = StoreHub.Json.TaggedJson.Parse(json);
        Assert.Equal(hex, Convert.ToHexStringLower(ValueEncoding.ToBytes(value)));
        Assert.Equal(json, StoreHub.Json.TaggedJson.ToJson(value));
        Assert.Equal(SampleText.Of(value), SampleText.Of(ValueEncoding.FromBytes(Convert.FromHexString(hex))));
    }

    [Fact]
    public void Any_value_comes_back_with_all_its_order()
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            StoreValue value = new SampleValues(seed).Next();
            byte[] bytes = ValueEncoding.ToBytes(value);
            StoreValue back = ValueEncoding.FromBytes(bytes, StoreLimits.Default);
            Assert.True(SampleText.Of(value) == SampleText.Of(back), $"seed {seed}");
            Assert.True(value == back && value.GetHashCode() == back.GetHashCode(), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("82a16101a16102", StoreErrorCode.DuplicateKey)]
    [InlineData("81a95f5f70726f746f5f5f01", StoreErrorCode.ForbiddenKey)]
    [InlineData("81ab636f6e7374727563746f7201", StoreErrorCode.ForbiddenKey)]
    [InlineData("81a970726f746f7479706501", StoreErrorCode.ForbiddenKey)]
    [InlineData("c70d0192ab636f6e7374727563746f72", null)]
    [InlineData("d60192900100", StoreErrorCode.InvalidKey)]
    [InlineData("d601929001c0", StoreErrorCode.InvalidKey)]
    [InlineData("c703019290c0", StoreErrorCode.InvalidKey)]
    [InlineData("c70701940102cb0000", null)]
    [InlineData("c7050194010201c0", StoreErrorCode.DuplicateKey)]
    [InlineData("c7030292c0c0", StoreErrorCode.DuplicateKey)]
    [InlineData("c7040291c70000", StoreErrorCode.InvalidKey)]
    [InlineData("cf0020000000000000", StoreErrorCode.IntegerOutOfRange)]
    [InlineData("d3ffe0000000000000", StoreErrorCode.IntegerOutOfRange)]
    [InlineData("cfffffffffffffffff", null)]
    [InlineData("d40091", null)]
    [InlineData("d40390", null)]
    [InlineData("d5019001", null)]
    [InlineData("d5019101", null)]
    [InlineData("d5029100", "ok")]
    [InlineData("a1ff", null)]
    [InlineData("a3eda080", null)]
    [InlineData("81a1ff01", null)]
    [InlineData("8101c0", null)]
    [InlineData("c1", null)]
    [InlineData("", null)]
    [InlineData("0101", null)]
    [InlineData("ddffffffff", null)]
    [InlineData("dfffffffff", null)]
    [InlineData("c6ffffffff00", null)]
    [InlineData("dbffffffff00", null)]
    [InlineData("c9ffffffff0100", null)]
    [InlineData("d7ff7735940400000001", null)]
    [InlineData("c70cff00000000003fffffffffffff", null)]
    public void What_is_no_value_is_refused(string hex, object? expected)
    {
        byte[] bytes = Convert.FromHexString(hex);
        switch (expected)
        {
            case null: Assert.Throws<MessagePackFormatException>(() => ValueEncoding.FromBytes(bytes)); break;
            case StoreErrorCode code: Assert.Equal(code, Assert.Throws<StoreException>(() => ValueEncoding.FromBytes(bytes)).Code); break;
            default: ValueEncoding.FromBytes(bytes); break;
        }
    }

    [Theory]
    [InlineData("91")]
    [InlineData("81a161")]
    public void Ten_thousand_levels_are_an_error_and_no_stack_overflow(string level)
    {
        byte[] bytes = Convert.FromHexString(string.Concat(Enumerable.Repeat(level, 10_000)) + "c0");
        StoreException refusal = Assert.Throws<StoreException>(() => ValueEncoding.FromBytes(bytes));
        Assert.Equal((StoreErrorCode.TooDeep, 520L), (refusal.Code, refusal.Limit!.Value));
    }

    [Fact]
    public void Ten_thousand_Maps_in_each_other_are_an_error()
    {
        var writer = new MessagePackWriter();
        writer.WriteNil();
        for (int i = 0; i < 10_000; i++)
        {
            byte[] inner = writer.ToArray();
            writer.Clear();
            writer.WriteArrayHeader(2);
            writer.WriteInt64(1);
            writer.WriteRaw(inner);
            writer.EndExtension(0, 1);
        }

        Assert.Equal(StoreErrorCode.TooDeep, Assert.Throws<StoreException>(() => ValueEncoding.FromBytes(writer.ToArray())).Code);
    }

    [Fact]
    public void Depth_and_key_limits_are_exact()
    {
        var limits = new StoreLimits { MaxDepth = 2, MaxKeyBytes = 4 };
        Assert.Equal(2, ValueEncoding.FromBytes(Convert.FromHexString("9191c0"), limits).Container!.Depth);
        StoreException deep = Assert.Throws<StoreException>(() => ValueEncoding.FromBytes(Convert.FromHexString("9191d40290"), limits));
        Assert.Equal((StoreErrorCode.TooDeep, 2L), (deep.Code, deep.Limit!.Value));
        ValueEncoding.FromBytes(Convert.FromHexString("81a4c3a4c3a4c0"), limits);
        StoreException key = Assert.Throws<StoreException>(() => ValueEncoding.FromBytes(Convert.FromHexString("81a56161616161c0"), limits));
        Assert.Equal((StoreErrorCode.TooLarge, 4L), (key.Code, key.Limit!.Value));
    }

    [Fact]
    public void Nested_headers_cannot_ask_for_more_than_the_data_could_hold()
    {
        // 500 arrays in each other, each announcing as many items as there are bytes left
        var writer = new MessagePackWriter();
        for (int i = 0; i < 500; i++) writer.WriteArrayHeader(90_000);
        writer.WriteRaw(new byte[100_000]);
        byte[] bytes = writer.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MessagePackFormatException>(() => ValueEncoding.FromBytes(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }
}
