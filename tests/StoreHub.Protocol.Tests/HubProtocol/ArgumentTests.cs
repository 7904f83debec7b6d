using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Protocol.HubProtocol;

namespace StoreHub.Protocol.Tests.HubProtocol;

public class ArgumentTests
{
    public static TheoryData<object> Values =>
    [
        true, (sbyte)-100, (byte)200, (short)-30000, (ushort)60000, int.MinValue, uint.MaxValue, long.MinValue, long.MaxValue, 1.5, float.MaxValue,
        "", "grün 🐦", new byte[] { 0, 1, 255 }, DayOfWeek.Friday, Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"),
        new DateTime(2026, 11, 21, 1, 2, 3, DateTimeKind.Utc).AddTicks(4_567_891), new DateTime(1, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        new DateTime(9999, 12, 31, 23, 59, 59, DateTimeKind.Utc), DateTimeOffset.UnixEpoch, new DateTime(1969, 12, 31, 23, 59, 59, DateTimeKind.Utc).AddTicks(5),
        new int[] { 1, -2, 70000 }, new double[][] { [1.5, 2], [] }, new List<string?> { "a", null }, new Dictionary<string, int> { ["a"] = 1, ["b"] = -1 },
        new Dictionary<string, object?> { ["list"] = new object?[] { 1L, null, "x" }, ["nested"] = new Dictionary<string, object?> { ["deep"] = 2.5 } },
        new object?[] { true, -1L, "x", null, new object?[] { 1.25 } },
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_reads_back_as_its_type(object value) => Assert.Equivalent(value, RoundTrip(value, value.GetType()), strict: true);

    [Fact]
    public void Nullables_and_interfaces_are_bound()
    {
        Assert.Null(RoundTrip(null, typeof(int?)));
        Assert.Equal(5, RoundTrip(5, typeof(int?)));
        Assert.Null(RoundTrip(null, typeof(string)));
        Assert.Equal([1, 2], Assert.IsAssignableFrom<IReadOnlyList<int>>(RoundTrip(new[] { 1, 2 }, typeof(IReadOnlyList<int>))));
        Assert.Equal([1, 2], Assert.IsAssignableFrom<IEnumerable<int>>(RoundTrip(new[] { 1, 2 }.Select(x => x), typeof(IEnumerable<int>))));
        var map = Assert.IsAssignableFrom<IReadOnlyDictionary<string, int>>(RoundTrip(new Dictionary<string, int> { ["a"] = 1 }, typeof(IReadOnlyDictionary<string, int>)));
        Assert.Equal(1, map["a"]);
        Assert.Equal(new byte[] { 1 }, ((ReadOnlyMemory<byte>)RoundTrip(new ReadOnlyMemory<byte>([1]), typeof(ReadOnlyMemory<byte>))!).ToArray());
    }

    [Fact]
    public void Numbers_that_fit_are_bound_whatever_form_they_have()
    {
        Assert.Equal(3, RoundTrip(3.0, typeof(int)));
        Assert.Equal(3.0, RoundTrip(3, typeof(double)));
        Assert.IsType<InvocationBindingFailureMessage>(Call(3.5, typeof(int)));
        Assert.IsType<InvocationBindingFailureMessage>(Call(256, typeof(byte)));
        Assert.IsType<InvocationBindingFailureMessage>(Call(double.NaN, typeof(long)));
        Assert.IsType<InvocationBindingFailureMessage>(Call(9223372036854775808d, typeof(long)));
    }

    [Fact]
    public void Store_values_keep_what_JavaScript_loses()
    {
        StoreValue value = ObjectValue.Create(new Dictionary<string, StoreValue>
        {
            ["undefined"] = StoreValue.Undefined,
            ["zero"] = -0.0,
            ["map"] = MapValue.Create([new(1, "one"), new("1", StoreValue.Null)]),
        });
        Assert.Equal(value, RoundTrip(value, typeof(StoreValue)));
    }

    [Fact]
    public void Foreign_extensions_are_kept()
    {
        var extension = new ExtensionData(42, new byte[] { 1, 2, 3 });
        foreach (Type type in new[] { typeof(ExtensionData), typeof(object) })
        {
            var read = Assert.IsType<ExtensionData>(RoundTrip(extension, type));
            Assert.Equal(42, read.Type);
            Assert.Equal(extension.Data.ToArray(), read.Data.ToArray());
        }
    }

    [Fact]
    public void A_DateTimeOffset_of_the_official_library_is_understood()
    {
        // [timestamp of 1970-01-01 01:00:00 local, 60 minutes]
        HubMessage message = Frames.Read(Frames.Frame("96 01 80 a131 a16d 91 92d6ff00000e103c 90"), new TestBinder(typeof(DateTimeOffset)));
        Assert.Equal(new DateTimeOffset(1970, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)), Assert.IsType<InvocationMessage>(message).Arguments[0]);
    }

    [Theory]
    [InlineData("a161", typeof(int), "String")]
    [InlineData("01", typeof(string), "String")]
    [InlineData("c0", typeof(int), "Int32")]
    [InlineData("a1ff", typeof(string), "String")]
    [InlineData("01", typeof(Random), "Random")]
    [InlineData("810102", typeof(object), "Object")]
    public void What_does_not_fit_fails_the_call_and_not_the_connection(string argument, Type type, string named)
    {
        var failure = Assert.IsType<InvocationBindingFailureMessage>(Frames.Read(Frames.Frame($"96 01 80 a131 a16d 91 {argument} 90"), new TestBinder(type)));
        Assert.Equal("1", failure.InvocationId);
        Assert.Equal("m", failure.Target);
        Assert.Contains(named == "String" && type == typeof(int) ? "Int32" : named, failure.BindingFailure.SourceException.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_number_of_arguments_fails_the_call()
    {
        Assert.IsType<InvocationBindingFailureMessage>(Frames.Read(Frames.Frame("96 01 80 a131 a16d 920102 90"), new TestBinder(typeof(int))));
        Assert.IsType<InvocationBindingFailureMessage>(Frames.Read(Frames.Frame("96 04 80 a131 a16d 90 90"), new TestBinder(typeof(int))));
    }

    [Fact]
    public void Results_and_items_that_do_not_fit_fail_their_call()
    {
        var completion = Assert.IsType<CompletionMessage>(Frames.Read(Frames.Frame("95 03 80 a131 03 a161"), new TestBinder { Return = typeof(int) }));
        Assert.Contains("Int32", completion.Error, StringComparison.Ordinal);
        Assert.IsType<StreamBindingFailureMessage>(Frames.Read(Frames.Frame("94 02 80 a131 a161"), new TestBinder { Return = typeof(int) }));
        Assert.IsType<StreamBindingFailureMessage>(Frames.Read(Frames.Frame("94 02 80 a131 a161"), new TestBinder { Return = null }));
        Assert.False(Assert.IsType<CompletionMessage>(Frames.Read(Frames.Frame("95 03 80 a131 03 a161"), new TestBinder { Return = null })).HasResult);
    }

    [Fact]
    public void Nesting_without_end_fails_the_call()
    {
        string deep = string.Concat(Enumerable.Repeat("91", 100)) + "c0";
        Assert.IsType<InvocationBindingFailureMessage>(Frames.Read(Frames.Frame($"96 01 80 a131 a16d 91 {deep} 90"), new TestBinder(typeof(object))));
        object? own = null;
        for (int i = 0; i < 1000; i++) own = new[] { own };
        Assert.Throws<NotSupportedException>(() => Frames.Protocol.GetMessageBytes(CompletionMessage.WithResult("1", own)));
    }

    [Fact]
    public void Raw_results_pass_through()
    {
        byte[] frame = Frames.Frame("95 03 80 a131 03 93010203");
        var completion = Assert.IsType<CompletionMessage>(Frames.Read(frame, new TestBinder { Return = typeof(RawResult) }));
        Assert.Equal(Convert.ToHexStringLower(frame), Frames.Hex(completion));
    }

    private static HubMessage Call(object? value, Type type) =>
        Frames.Read(Frames.Protocol.GetMessageBytes(new InvocationMessage("1", "m", [value])).ToArray(), new TestBinder(type));

    private static object? RoundTrip(object? value, Type type) => Assert.IsType<InvocationMessage>(Call(value, type)).Arguments[0];
}
