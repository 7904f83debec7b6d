using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Operations;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Messages;
using StoreHub.Protocol.Wire;
using StoreHub.Replicas;
using StoreHub.Tests;

namespace StoreHub.Protocol.Tests.Documentation;

/// <summary>What docs/protocol.md calls tested.</summary>
public class ProtocolPageTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Read("docs", "protocol.md");

    public static TheoryData<string> Frames => [.. DocumentedFrames.All.Keys];

    [Theory]
    [MemberData(nameof(Frames))]
    public void Json_frames_are_those_of_the_code(string name)
    {
        var options = new JsonHubProtocolOptions();
        StoreHubJson.Configure(options.PayloadSerializerOptions);
        var protocol = new JsonHubProtocol(Options.Create(options));
        string text = Page.Block("json " + name);
        Assert.Equal(text, Text(DocumentedFrames.All[name]));
        var frame = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text + "\u001e"));
        Assert.True(protocol.TryParseMessage(ref frame, new DocumentBinder(), out HubMessage? read));
        Assert.Equal(text, Text(read));

        string Text(HubMessage message) => Encoding.UTF8.GetString(protocol.GetMessageBytes(message).Span).TrimEnd('\u001e');
    }

    [Theory]
    [InlineData("Open")]
    [InlineData("Submit")]
    [InlineData("records")]
    [InlineData("records in a channel")]
    [InlineData("Publish")]
    [InlineData("event")]
    public void MessagePack_frames_are_those_of_the_code(string name)
    {
        var protocol = new MessagePackHubProtocol();
        string hex = Hex(Page.Block("hex " + name));
        Assert.Equal(hex, Convert.ToHexStringLower(protocol.GetMessageBytes(DocumentedFrames.All[name]).Span));
        var frame = new ReadOnlySequence<byte>(Convert.FromHexString(hex));
        Assert.True(protocol.TryParseMessage(ref frame, new DocumentBinder(), out HubMessage? read));
        Assert.Equal(hex, Convert.ToHexStringLower(protocol.GetMessageBytes(read).Span));
    }

    [Fact]
    public void Values_have_the_documented_json_and_bytes()
    {
        IReadOnlyList<string[]> rows = Page.Table("kind", "JSON", "MessagePack", "bytes");
        Assert.Equal(17, rows.Count);
        foreach (string[] row in rows)
        {
            StoreValue value = TaggedJson.Parse(row[1]);
            Assert.Equal(row[3], Convert.ToHexStringLower(ValueEncoding.ToBytes(value)));
            Assert.Equal(row[1], TaggedJson.ToJson(ValueEncoding.FromBytes(Convert.FromHexString(row[3]))));
        }
    }

    [Fact]
    public void Operations_have_the_documented_json_and_bytes()
    {
        IReadOnlyList<string[]> plain = Page.Table("number", "JSON");
        IReadOnlyList<string[]> anchored = Page.Table("JSON with anchors");
        Assert.Equal((10, 3), (plain.Count, anchored.Count));
        foreach ((string json, string bytes) in plain.Select(static row => (row[1], row[3])).Concat(anchored.Select(static row => (row[0], row[2]))))
        {
            string text = $$"""{"ops":[{"ts":1.5,"source":"s","seq":7,{{json}}}],"base":4}""";
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            Transaction transaction = TransactionJson.Read(ref reader, StoreLimits.Default);
            Assert.Equal("9600a17307cb3ff80000000000000491" + bytes, Convert.ToHexStringLower(TransactionEncoding.ToBytes(transaction)));
            Assert.Equal(text, Json(writer => TransactionJson.Write(writer, TransactionEncoding.FromBytes(TransactionEncoding.ToBytes(transaction)))));
        }

        foreach (string[] row in plain) Assert.Equal(int.Parse(row[0], System.Globalization.CultureInfo.InvariantCulture), (int)TypeOf(row[1]));
    }

    [Fact]
    public void The_snapshot_is_one_state_in_both_forms()
    {
        string json = Page.Block("json snapshot");
        string hex = Hex(Page.Block("hex snapshot"));
        SettledState state = SettledState.DecodeSnapshotJson(Encoding.UTF8.GetBytes(json));
        Assert.Equal(json, Encoding.UTF8.GetString(state.EncodeSnapshotJson()));
        Assert.Equal(hex, Convert.ToHexStringLower(state.EncodeSnapshot()));
        Assert.Equal(hex, Convert.ToHexStringLower(SettledState.DecodeSnapshot(Convert.FromHexString(hex)).EncodeSnapshot()));
    }

    [Fact]
    public void The_canonical_encoding_and_its_hash_are_as_documented()
    {
        StoreValue state = TaggedJson.Parse(Page.Block("json canonical"));
        Assert.Equal(Hex(Page.Block("hex canonical")), Convert.ToHexStringLower(CanonicalEncoding.ToBytes(state)));
        Assert.Equal(Page.Block("text StateHash"), StateHash.Of(state).ToString());
    }

    [Fact]
    public void Every_error_is_documented_with_its_number() => Assert.Equal(
        Enum.GetValues<StoreErrorCode>().Where(static code => code != StoreErrorCode.None).Select(static code => $"{(int)code} {code}"),
        Page.Table("code", "name").Select(static row => $"{row[0]} {row[1]}"));

    [Fact]
    public void Every_limit_is_documented_with_its_default()
    {
        var announced = JsonSerializer.SerializeToElement(new OpenResult { Limits = new LimitsInfo() }, Configured()).GetProperty("limits");
        Assert.Equal(announced.EnumerateObject().Select(static limit => $"{limit.Name} {limit.Value}"), Page.Table("limit", "default").Select(static row => $"{row[0]} {row[1]}"));
    }

    private static JsonSerializerOptions Configured()
    {
        var options = new JsonSerializerOptions();
        StoreHubJson.Configure(options);
        return options;
    }

    private static OperationType TypeOf(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($$"""{"ts":1.5,"source":"s","seq":7,{{json}}}"""));
        return OperationJson.Read(ref reader).Type;
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Hex(string block) => block.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
