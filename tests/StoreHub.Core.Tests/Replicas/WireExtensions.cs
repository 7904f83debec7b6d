using System.Buffers;
using System.Text.Json;
using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>Lets what is written and delivered make the way over a wire: to bytes and back.</summary>
internal static class WireExtensions
{
    public static HistoryRecord Pass(this Wire wire, HistoryRecord record)
    {
        if (wire == Wire.None) return record;
        if (wire == Wire.Binary) return RecordBatchEncoding.Read(RecordBatch.ToBytes(record), record.FirstRevision)[0];
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) RecordJson.Write(writer, record);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        reader.Read();
        return RecordJson.Read(ref reader);
    }

    public static Transaction Pass(this Wire wire, Transaction transaction)
    {
        if (wire == Wire.None) return transaction;
        if (wire == Wire.Binary) return TransactionEncoding.FromBytes(TransactionEncoding.ToBytes(transaction));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) TransactionJson.Write(writer, transaction);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        reader.Read();
        return TransactionJson.Read(ref reader);
    }
}
