using System.Text;
using System.Text.Json;
using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Encodings;

public class OperationGoldenTests
{
    /// <summary>The operation's JSON without the head it shares, and its bytes.</summary>
    public static TheoryData<string, string> Golden => new()
    {
        { """ "type":"set","path":["a"],"value":1 """, "930091a16101" },
        { """ "type":"delete","path":["a",1] """, "920192a16101" },
        { """ "type":"splice","path":["l"],"index":1,"deleteCount":2,"items":["x"] """, "960291a16c010291a178c0" },
        { """ "type":"splice","path":["l"],"index":0,"deleteCount":0,"items":[],"anchors":{"after":null,"before":null,"removed":[]} """, "960291a16c00009093c0c090" },
        { """ "type":"splice","path":["l"],"index":0,"deleteCount":0,"items":[],"anchors":{"after":"s:1:2","before":"t:3:4","removed":["s:5:6"],"order":["t:7:8"]} """, "960291a16c00009094920102930304a17491920506919307" + "08a174" },
        { """ "type":"map-set","path":["m"],"key":1,"value":null """, "940391a16d01c0" },
        { """ "type":"map-delete","path":["m"],"key":"k" """, "930491a16da16b" },
        { """ "type":"map-clear","path":["m"] """, "920591a16d" },
        { """ "type":"set-add","path":["s"],"value":1 """, "930691a17301" },
        { """ "type":"set-delete","path":["s"],"value":1 """, "930791a17301" },
        { """ "type":"set-clear","path":[] """, "920890" },
        { """ "type":"increment","path":["n"],"value":1.5 """, "930991a16ecb3ff8000000000000" },
        { """ "type":"set","path":["l",3,4,"d"],"value":true,"anchors":{"path":[null,"s:1:0","t:9:1",null]} """, "930094a16c930301009404" + "0901a174a164c3" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Every_operation_has_these_bytes_and_this_json(string tail, string hex)
    {
        string json = $$"""{"ops":[{"ts":1.5,"source":"s","seq":7,{{tail.Trim()}}}],"base":4}""";
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        Transaction transaction = TransactionJson.Read(ref reader, StoreLimits.Default);
        string bytes = "9600a17307cb3ff80000000000000491" + hex;
        Assert.Equal(bytes, Convert.ToHexStringLower(TransactionEncoding.ToBytes(transaction)));
        Assert.Equal(SampleText.Of(transaction), SampleText.Of(TransactionEncoding.FromBytes(Convert.FromHexString(bytes), StoreLimits.Default)));
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) TransactionJson.Write(writer, transaction);
        Assert.Equal(json, Encoding.UTF8.GetString(stream.ToArray()));
        string record = "960005cb3ff8000000000000a1730791" + hex;
        Assert.Equal(record, Convert.ToHexStringLower(RecordEncoding.ToBytes(HistoryRecord.Of(transaction, 5, 1.5))));
    }

    [Fact]
    public void Voids_and_floors_have_these_bytes()
    {
        SourceId source = SourceId.Parse("s");
        Assert.Equal("9601a17307cb3ff80000000000000402", Convert.ToHexStringLower(TransactionEncoding.ToBytes(Transaction.Void(source, 7, 2, 1.5, 4))));
        Assert.Equal("960105cb3ff8000000000000a1730702", Convert.ToHexStringLower(RecordEncoding.ToBytes(HistoryRecord.Void(source, 7, 2, 5, 1.5))));
        Assert.Equal("940305cb3ff800000000000092a161a173", Convert.ToHexStringLower(RecordEncoding.ToBytes(HistoryRecord.Forget([source, SourceId.Parse("a")], 5, 1.5))));
        Assert.Equal("940205cb3ff800000000000003", Convert.ToHexStringLower(RecordEncoding.ToBytes(HistoryRecord.ForFloor(3, 5, 1.5))));
    }

    [Theory]
    [InlineData(""" "type":"set","path":[],"value":1 """, StoreErrorCode.InvalidPath)]
    [InlineData(""" "type":"delete","path":[] """, StoreErrorCode.InvalidPath)]
    [InlineData(""" "type":"increment","path":[],"value":1 """, StoreErrorCode.InvalidPath)]
    [InlineData(""" "type":"increment","path":["a"],"value":"1" """, StoreErrorCode.MalformedOperation)]
    [InlineData(""" "type":"nonsense","path":["a"] """, StoreErrorCode.MalformedOperation)]
    [InlineData(""" "type":"set","path":["a","__proto__"],"value":1 """, StoreErrorCode.ForbiddenKey)]
    [InlineData(""" "type":"set","path":[[1]],"value":1 """, StoreErrorCode.InvalidKey)]
    [InlineData(""" "type":"set","path":"a","value":1 """, StoreErrorCode.MalformedOperation)]
    [InlineData(""" "type":"map-set","path":["m"],"value":1 """, StoreErrorCode.InvalidKey)]
    [InlineData(""" "type":"set-add","path":["m"],"value":[] """, StoreErrorCode.InvalidKey)]
    [InlineData(""" "type":"splice","path":["l"],"index":-1 """, StoreErrorCode.MalformedOperation)]
    [InlineData(""" "type":"splice","path":["l"],"anchors":{"after":"x"} """, StoreErrorCode.MalformedOperation)]
    [InlineData(""" "type":"set","path":["l"],"anchors":{"path":[]} """, StoreErrorCode.MalformedOperation)]
    [InlineData(""" "type":"set","path":["a"],"value":1,"value":2 """, StoreErrorCode.MalformedOperation)]
    public void A_malformed_operation_is_refused(string tail, StoreErrorCode code) => Assert.Equal(code, Assert.Throws<StoreException>(() =>
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($$"""{"ts":1.5,"source":"s","seq":7,{{tail}}}"""));
        OperationJson.Read(ref reader, StoreLimits.Default);
    }).Code);

    [Fact]
    public void Sizes_past_the_limits_name_path_and_limit_in_both_forms()
    {
        var limits = new StoreLimits { MaxOperationBytes = 1024, MaxTransactionBytes = 2048, MaxTransactionOperations = 3 };
        SourceId source = SourceId.Parse("s");
        Transaction Of(params int[] sizes) => new([.. sizes.Select((size, i) => new SetOperation(source, i, 1, StorePath.Of("a", i), new string('x', size)))], 0);
        void Refused(Transaction transaction, StoreErrorCode code, string? path, long limit)
        {
            foreach (Action act in new Action[] { () => OperationLimits.Validate(transaction, limits), () => TransactionEncoding.FromBytes(TransactionEncoding.ToBytes(transaction), limits) })
            {
                StoreException refusal = Assert.Throws<StoreException>(act);
                Assert.Equal((code, path, limit), (refusal.Code, refusal.Path, refusal.Limit!.Value));
            }
        }

        // 9 bytes around the string: header, type, path of 4, str 16 header
        Assert.Equal(TransactionEncoding.ToBytes(Of(1015)).Length, OperationLimits.Validate(Of(1015), limits));
        Refused(Of(1016), StoreErrorCode.TooLarge, "a[0]", 1024);
        Refused(Of(1000, 1000, 40), StoreErrorCode.TransactionTooLarge, null, 2048);
        Refused(Of(1, 1, 1, 1), StoreErrorCode.TransactionTooLarge, null, 3);
    }
}
