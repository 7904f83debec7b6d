using System.Buffers;
using System.Text.Json;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;

namespace StoreHub.Protocol.Wire;

/// <summary>The records of a message on each wire.</summary>
internal static class RecordBytes
{
    /// <summary>Buffers that have grown past this are not kept.</summary>
    private const int MaxKeptBytes = 64 * 1024;

    [ThreadStatic]
    private static NameCache? _names;

    [ThreadStatic]
    private static MessagePackWriter? _binary;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _json;

    public static byte[] Body(HistoryRecord record)
    {
        MessagePackWriter writer = _binary ??= new MessagePackWriter(1024);
        writer.Clear();
        RecordBatchEncoding.WriteBody(writer, record);
        if (writer.Length > MaxKeptBytes) _binary = null;
        return writer.ToArray();
    }

    public static byte[] Json(HistoryRecord record)
    {
        ArrayBufferWriter<byte> buffer = _json ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions)) RecordJson.Write(writer, record);
        if (buffer.WrittenCount > MaxKeptBytes) _json = null;
        return buffer.WrittenSpan.ToArray();
    }

    public static EncodedRecord[] ReadBinary(ReadOnlySpan<byte> data, long firstRevision) =>
        [.. RecordBatchEncoding.Read(data, firstRevision, limits: null, _names ??= new NameCache()).Select(static record => new EncodedRecord(record))];

    public static EncodedRecord[] ReadJson(ref FieldReader fields)
    {
        if (fields.Json.TokenType != JsonTokenType.StartArray) throw fields.Malformed("must be an array");
        var records = new List<EncodedRecord>();
        while (fields.Json.Read() && fields.Json.TokenType != JsonTokenType.EndArray)
            records.Add(new EncodedRecord(RecordJson.Read(ref fields.Json)));
        return [.. records];
    }
}
