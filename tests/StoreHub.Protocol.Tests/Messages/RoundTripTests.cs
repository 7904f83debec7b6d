using System.Buffers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using StoreHub.Encodings;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Messages;
using StoreHub.Protocol.Tests.HubProtocol;
using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Tests.Messages;

public class RoundTripTests
{
    private static readonly MessagePackHubProtocol Binary = new();
    private static readonly JsonHubProtocol Json = MakeJson();

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, SampleMessages.All.Count)];

    [Fact]
    public void Every_message_has_a_sample() =>
        Assert.Equal(MessageCodec.All.Select(codec => codec.Type.Name).Order(), SampleMessages.All.Select(m => m.GetType().Name).Distinct().Order());

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Every_message_reads_back_from_both_wires(int index)
    {
        object message = SampleMessages.All[index];
        object fromBinary = Through(Binary, message);
        object fromJson = Through(Json, message);
        foreach (object read in new[] { fromBinary, fromJson })
        {
            Assert.Equal(Bytes(Binary, message), Bytes(Binary, read));
            Assert.Equal(Bytes(Json, message), Bytes(Json, read));
        }
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Unknown_keys_are_passed_over_and_null_is_no_value(int index)
    {
        object message = SampleMessages.All[index];
        byte[] more = Bytes(Json, message);
        string text = System.Text.Encoding.UTF8.GetString(more)
            .Replace("\"arguments\":[{", "\"arguments\":[{\"later\":{\"a\":[1,{}]},\"error\":null,\"cursor\":null,", StringComparison.Ordinal)
            .Replace(",}", "}", StringComparison.Ordinal);
        object read = Read(Json, System.Text.Encoding.UTF8.GetBytes(text), message.GetType());
        Assert.Equal(Bytes(Binary, message), Bytes(Binary, read));
    }

    [Fact]
    public void Records_are_put_together_of_bytes_that_are_made_once()
    {
        var record = new EncodedRecord(SampleMessages.Records[0].Record);
        Assert.True(record.Body.Overlaps(record.Body, out int offset) && offset == 0);
        Assert.True(record.Json.Equals(record.Json));

        RecordsMessage message = RecordsMessage.Of("s", "e", SampleMessages.Records);
        Assert.Equal((11, 17), (message.First, message.Last));
        var read = (RecordsMessage)Through(Binary, message);
        Assert.Equal(4, read.Records.Count);
        Assert.Equal(SampleMessages.Records.Select(r => RecordEncoding.ToBytes(r.Record)), read.Records.Select(RecordEncoding.ToBytes));
    }

    [Fact]
    public void A_frame_of_records_costs_one_buffer()
    {
        EncodedRecord[] records = [.. Enumerable.Range(0, 2000).Select(i => new EncodedRecord(HistoryRecord(i)))];
        RecordsMessage message = RecordsMessage.Of("s", "e", records);
        var invocation = new InvocationMessage(ClientMethods.Records, [message]);
        int length = Binary.GetMessageBytes(invocation).Length;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Binary.GetMessageBytes(invocation);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, length, length + 4096);

        static Operations.HistoryRecord HistoryRecord(int i) => Operations.HistoryRecord.Void(SampleMessages.Author, i, 1, i + 1, i);
    }

    private static object Through(IHubProtocol protocol, object message) => Read(protocol, Bytes(protocol, message), message.GetType());

    private static byte[] Bytes(IHubProtocol protocol, object message) => protocol.GetMessageBytes(new InvocationMessage("1", "m", [message])).ToArray();

    private static object Read(IHubProtocol protocol, byte[] bytes, Type type)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        Assert.True(protocol.TryParseMessage(ref input, new TestBinder(type), out HubMessage? message));
        if (message is InvocationBindingFailureMessage failure) failure.BindingFailure.Throw();
        object read = Assert.IsType<InvocationMessage>(message).Arguments[0]!;
        if (read is HubRequest request) Assert.Null(request.Malformed);
        return read;
    }

    private static JsonHubProtocol MakeJson()
    {
        var options = new JsonHubProtocolOptions();
        StoreHubJson.Configure(options.PayloadSerializerOptions);
        return new JsonHubProtocol(Options.Create(options));
    }
}
