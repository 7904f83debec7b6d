using System.Buffers;
using System.Text.Json;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Protocol.Messages;

namespace StoreHub.Protocol.Wire;

/// <summary>
/// The value of a message on each wire: <c>value</c> in JSON, <c>data</c> in our binary encoding. A <c>value</c> that is missing is null, as a key
/// that is null counts as missing.
/// </summary>
internal static class ValueBytes
{
    /// <summary>Whether the key that stands next is the value's.</summary>
    public static bool IsNext(in FieldReader fields) => fields.Key == (fields.IsJson ? "value" : "data");

    public static EncodedValue Read(ref FieldReader fields) =>
        new(fields.IsJson ? TaggedJson.Read(ref fields.Json) : ValueEncoding.FromBytes(fields.BytesInPlace()));

    /// <summary>What stands for a value that did not come.</summary>
    /// <exception cref="StoreException">On the MessagePack wire something must.</exception>
    public static EncodedValue Missing(in FieldReader fields) => fields.IsJson ? new EncodedValue(StoreValue.Null) : throw fields.Missing("data");

    public static void Write(FieldWriter writer, EncodedValue value)
    {
        if (writer.Json is { } json)
        {
            writer.Key("value");
            json.WriteRawValue(value.Json, skipInputValidation: true);
        }
        else
        {
            writer.Key("data");
            writer.Binary!.WriteBinary(value.Binary);
        }
    }

    public static byte[] Json(StoreValue value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions)) TaggedJson.Write(writer, value);
        return buffer.WrittenSpan.ToArray();
    }
}
