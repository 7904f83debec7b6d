using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using StoreHub.MessagePack;
using StoreHub.Protocol.Messages;
using StoreHub.Protocol.Tests.HubProtocol;
using StoreHub.Protocol.Wire;
using StoreHub.Tests;

namespace StoreHub.Protocol.Tests.Messages;

public class MalformedRequestTests
{
    private static readonly JsonHubProtocol Json = MakeJson();

    [Theory]
    [InlineData("""{"protocol":"1"}""", typeof(OpenRequest), "protocol")]
    [InlineData("""{"protocol":1.5}""", typeof(OpenRequest), "protocol")]
    [InlineData("""{"protocol":4294967296}""", typeof(OpenRequest), "protocol")]
    [InlineData("""{"protocol":1e300}""", typeof(OpenRequest), "protocol")]
    [InlineData("""{"store":1}""", typeof(OpenRequest), "store")]
    [InlineData("""{"channel":1}""", typeof(SubmitRequest), "channel")]
    [InlineData("""{"role":[]}""", typeof(OpenRequest), "role")]
    [InlineData("""{"source":{}}""", typeof(OpenRequest), "source")]
    [InlineData("""{"token":true}""", typeof(OpenRequest), "token")]
    [InlineData("""{"cursor":"e:1"}""", typeof(OpenRequest), "cursor")]
    [InlineData("""{"cursor":{"epoch":"e","revision":"1"}}""", typeof(OpenRequest), "cursor.revision")]
    [InlineData("""{"cursor":{"revision":1}}""", typeof(OpenRequest), "cursor.epoch")]
    [InlineData("""{"base":"x"}""", typeof(ReportRequest), "base")]
    [InlineData("""{"hash":1}""", typeof(StatusRequest), "hash")]
    [InlineData("""{"store":null,"hash":"x"}""", typeof(StatusRequest), "hash")]
    [InlineData("""{"store":false}""", typeof(CloseRequest), "store")]
    [InlineData("""{"topic":7}""", typeof(SubscribeRequest), "topic")]
    [InlineData("""{"topic":{}}""", typeof(UnsubscribeRequest), "topic")]
    [InlineData("""{"store":"s","topic":"t","retain":1}""", typeof(PublishRequest), "retain")]
    [InlineData("""{"echo":"yes"}""", typeof(PublishRequest), "echo")]
    [InlineData("""[]""", typeof(CloseRequest), null)]
    [InlineData("""5""", typeof(SubmitRequest), null)]
    [InlineData("""null""", typeof(OpenRequest), null)]
    public void A_field_of_another_type_is_named_on_both_wires(string json, Type type, string? path)
    {
        foreach (HubRequest request in new[] { FromJson(json, type), FromBinary(json, type) })
        {
            Assert.Equal(StoreErrorCode.MalformedMessage, request.Malformed?.Code);
            Assert.Equal(path, request.Malformed!.Path);
            if (path is not null) Assert.Contains($"'{path}'", request.Malformed.Message, StringComparison.Ordinal);
            Assert.Equal("", request.Store);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"store":null,"protocol":null,"cursor":null}""")]
    public void What_is_not_there_has_its_default(string json)
    {
        foreach (HubRequest request in new[] { FromJson(json, typeof(OpenRequest)), FromBinary(json, typeof(OpenRequest)) })
            Assert.Equal(new OpenRequest(), request);
    }

    [Fact]
    public void Whole_floats_are_integers_too() =>
        Assert.Equal(new OpenRequest { Protocol = 1, Base = 3000 }, FromJson("""{"protocol":1.0,"base":3e3}""", typeof(OpenRequest)));

    [Fact]
    public void A_lone_surrogate_is_refused_with_its_key() =>
        Assert.Equal("store", FromJson("{\"store\":\"\\ud800\"}", typeof(OpenRequest)).Malformed?.Path);

    [Theory]
    [InlineData("""{"store":"s","transactions":{}}""", StoreErrorCode.MalformedMessage)]
    [InlineData("""{"store":"s","transactions":[1]}""", StoreErrorCode.MalformedMessage, StoreErrorCode.MalformedTransaction, StoreErrorCode.MalformedOperation)]
    [InlineData("""{"store":"s","transactions":[{"ops":[{"ts":1,"source":"a","seq":0,"type":"set","path":["constructor"],"value":1}]}]}""", StoreErrorCode.ForbiddenKey)]
    [InlineData("""{"store":"s","transactions":[{"ops":[{"ts":1,"source":"a b","seq":0,"type":"set","path":["x"],"value":1}]}]}""", StoreErrorCode.InvalidSource)]
    public void What_stores_refuse_keeps_its_number(string json, params StoreErrorCode[] codes) =>
        Assert.Contains(FromJson(json, typeof(SubmitRequest)).Malformed!.Code, codes);

    [Fact]
    public void Data_that_is_no_transaction_is_refused()
    {
        foreach (byte[] data in new byte[][] { [0xc1], [0x96], [0x01], [0x96, 0x00, 0xa1, 0x61, 0x00], [0xdd, 0xff, 0xff, 0xff, 0xff] })
        {
            var writer = new MessagePackWriter();
            writer.WriteMapHeader(1);
            writer.WriteString("data");
            writer.WriteBinary(data);
            Assert.NotNull(FromBinary(writer.WrittenSpan, typeof(SubmitRequest)).Malformed);
        }
    }

    [Fact]
    public void No_JSON_does_other_harm_than_a_refused_frame_call_or_request()
    {
        int seed = Fuzz.Seed(), runs = Fuzz.Rounds(10_000);
        var random = new Random(seed);
        object[] requests = [.. SampleMessages.All];
        int refused = 0;
        for (int run = 0; run < runs; run++)
        {
            object message = requests[random.Next(requests.Length)];
            byte[] bytes = Json.GetMessageBytes(new InvocationMessage("1", "m", [message])).ToArray();
            string[] parts = ["null", "1e999", "\"\\ud800\"", "{", "}", "[", "]", ",", "-1", "true", "\"x\"", "1.5"];
            string text = Encoding.UTF8.GetString(bytes);
            for (int edits = random.Next(1, 3); edits > 0; edits--)
            {
                // whole tokens are replaced, so that most of it stays JSON; what comes before the arguments is SignalR's own
                int at = text.IndexOf(':', random.Next(text.IndexOf("arguments", StringComparison.Ordinal) + 11, text.Length - 1));
                int end = at < 0 ? -1 : text.IndexOfAny([',', '}', ']'], at);
                if (end < 0) continue;
                text = text[..(at + 1)] + parts[random.Next(parts.Length)] + text[end..];
            }

            try
            {
                var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text));
                while (Json.TryParseMessage(ref input, new TestBinder(message.GetType()), out HubMessage? read))
                {
                    if (read is InvocationMessage { Arguments: [HubRequest { Malformed: not null }] } or InvocationBindingFailureMessage) refused++;
                }
            }
            catch (InvalidDataException)
            {
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}, run {run}, {text}: {error}");
            }
        }

        Assert.True(refused > 500, $"Seed {seed}: only {refused} refused.");
    }

    private static HubRequest FromJson(string json, Type type)
    {
        var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes($$"""{"type":1,"target":"m","invocationId":"1","arguments":[{{json}}]}""" + '\u001e'));
        Assert.True(Json.TryParseMessage(ref input, new TestBinder(type), out HubMessage? message));
        return Assert.IsAssignableFrom<HubRequest>(Assert.IsType<InvocationMessage>(message).Arguments[0]);
    }

    private static HubRequest FromBinary(string json, Type type)
    {
        var writer = new MessagePackWriter();
        Write(writer, JsonNode.Parse(json));
        return FromBinary(writer.WrittenSpan, type);
    }

    private static HubRequest FromBinary(ReadOnlySpan<byte> argument, Type type)
    {
        byte[] frame = Frames.Frame($"96 01 80 a131 a16d 91 {Convert.ToHexString(argument)} 90");
        return Assert.IsAssignableFrom<HubRequest>(Assert.IsType<InvocationMessage>(Frames.Read(frame, new TestBinder(type))).Arguments[0]);
    }

    private static void Write(MessagePackWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                writer.WriteMapHeader(map.Count);
                foreach ((string key, JsonNode? value) in map)
                {
                    writer.WriteString(key);
                    Write(writer, value);
                }

                break;
            case JsonArray array:
                writer.WriteArrayHeader(array.Count);
                foreach (JsonNode? value in array) Write(writer, value);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number: writer.WriteNumber((double)value); break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String: writer.WriteString((string)value!); break;
            case JsonValue value: writer.WriteBoolean((bool)value); break;
            default: writer.WriteNil(); break;
        }
    }

    private static JsonHubProtocol MakeJson()
    {
        var options = new JsonHubProtocolOptions();
        StoreHubJson.Configure(options.PayloadSerializerOptions);
        return new JsonHubProtocol(Options.Create(options));
    }
}
