using System.Text;
using System.Text.Json;
using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Encodings;

public class OperationRoundTripTests
{
    private static readonly StoreLimits Wide = new() { MaxOperationBytes = 1 << 20, MaxTransactionBytes = 1 << 22 };

    [Fact]
    public void Transactions_come_back_from_bytes_and_json()
    {
        var names = new NameCache();
        for (int seed = 0; seed < 5_000; seed++)
        {
            Transaction transaction = new SampleTransactions(seed).Next();
            string expected = SampleText.Of(transaction);
            var reader = new MessagePackReader(TransactionEncoding.ToBytes(transaction));
            Assert.True(expected == SampleText.Of(TransactionEncoding.Read(ref reader, Wide, names)), $"bytes, seed {seed}");
            Assert.True(reader.End);
            byte[] json = ToJson(writer => TransactionJson.Write(writer, transaction));
            var jsonReader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            string back = SampleText.Of(TransactionJson.Read(ref jsonReader, Wide));
            Assert.True(expected == back, $"json, seed {seed}\n{expected}\n{back}\n{Encoding.UTF8.GetString(json)}");
            Assert.False(jsonReader.Read());
        }
    }

    [Fact]
    public void Records_come_back_from_bytes_and_json()
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            HistoryRecord record = new SampleTransactions(seed).Record();
            string expected = SampleText.Of(record);
            Assert.True(expected == SampleText.Of(RecordEncoding.FromBytes(RecordEncoding.ToBytes(record))), $"bytes, seed {seed}");
            byte[] json = ToJson(writer => RecordJson.Write(writer, record));
            var jsonReader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            Assert.True(expected == SampleText.Of(RecordJson.Read(ref jsonReader)), $"json, seed {seed}");
        }
    }

    [Fact]
    public void Names_from_one_cache_are_one_string()
    {
        var names = new NameCache();
        byte[] bytes = TransactionEncoding.ToBytes(new Transaction([new SetOperation(SourceId.Parse("alice"), 0, 1, StorePath.Of("user"), 1)], 0));
        var first = new MessagePackReader(bytes);
        var second = new MessagePackReader(bytes);
        Transaction left = TransactionEncoding.Read(ref first, names: names);
        Transaction right = TransactionEncoding.Read(ref second, names: names);
        Assert.Same(left.Source.ToString(), right.Source.ToString());
        Assert.Same(left.Operations[0].Path[0].Key.AsString(), right.Operations[0].Path[0].Key.AsString());
    }

    private static byte[] ToJson(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) write(writer);
        return stream.ToArray();
    }
}
