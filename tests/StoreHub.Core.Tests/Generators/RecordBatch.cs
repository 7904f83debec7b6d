using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>Records as the hub sends them.</summary>
public static class RecordBatch
{
    public static byte[] ToBytes(params IReadOnlyList<HistoryRecord> records)
    {
        var writer = new MessagePackWriter();
        RecordBatchEncoding.Write(writer, [.. records.Select(static record => new Encoded(record))]);
        return writer.ToArray();
    }

    private sealed class Encoded(HistoryRecord record) : IRecordBody
    {
        private readonly byte[] _body = BodyOf(record);

        public HistoryRecord Record { get; } = record;

        public ReadOnlySpan<byte> Body => _body;

        private static byte[] BodyOf(HistoryRecord record)
        {
            var writer = new MessagePackWriter();
            RecordBatchEncoding.WriteBody(writer, record);
            return writer.ToArray();
        }
    }
}
