using System.Text.Json;

namespace StoreHub.Json;

/// <summary>Writes values as tagged JSON.</summary>
internal static class TaggedJsonWriter
{
    public static void Write(Utf8JsonWriter writer, StoreValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Undefined: WriteTag(writer, "$undefined"u8); writer.WriteBooleanValue(true); writer.WriteEndObject(); break;
            case ValueKind.Null: writer.WriteNullValue(); break;
            case ValueKind.Boolean: writer.WriteBooleanValue(value.AsBoolean()); break;
            case ValueKind.Number: WriteNumber(writer, value.AsNumber()); break;
            case ValueKind.String: writer.WriteStringValue(value.AsString()); break;
            case ValueKind.Bytes: WriteTag(writer, "$bytes"u8); writer.WriteBase64StringValue(value.AsBytes().Span); writer.WriteEndObject(); break;
            case ValueKind.Instant: WriteTag(writer, "$date"u8); writer.WriteNumberValue(value.AsUnixMilliseconds()); writer.WriteEndObject(); break;
            case ValueKind.Object: WriteObject(writer, value.AsObject()); break;
            case ValueKind.Array: WriteArray(writer, value.AsArray().Items); break;
            case ValueKind.Map: WriteMap(writer, value.AsMap()); break;
            case ValueKind.Set: WriteSet(writer, value.AsSet()); break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double number)
    {
        ReadOnlySpan<byte> text = number switch
        {
            double.NaN => "NaN"u8,
            double.PositiveInfinity => "Infinity"u8,
            double.NegativeInfinity => "-Infinity"u8,
            0 when double.IsNegative(number) => "-0"u8,
            _ => default,
        };
        if (text.IsEmpty)
        {
            JsonText.WriteNumber(writer, number);
            return;
        }

        WriteTag(writer, "$number"u8);
        writer.WriteStringValue(text);
        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, ObjectValue value)
    {
        writer.WriteStartObject();
        foreach ((string key, StoreValue item) in value.Entries)
        {
            writer.WritePropertyName(key.StartsWith('$') ? "$" + key : key);
            Write(writer, item);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, ReadOnlySpan<StoreValue> items)
    {
        writer.WriteStartArray();
        foreach (StoreValue item in items) Write(writer, item);
        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, MapValue map)
    {
        WriteTag(writer, "$map"u8);
        writer.WriteStartArray();
        foreach ((StoreValue key, StoreValue item) in map.Entries)
        {
            writer.WriteStartArray();
            Write(writer, key);
            Write(writer, item);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSet(Utf8JsonWriter writer, SetValue set)
    {
        WriteTag(writer, "$set"u8);
        writer.WriteStartArray();
        foreach ((StoreValue member, _) in set.Members) Write(writer, member);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTag(Utf8JsonWriter writer, ReadOnlySpan<byte> tag)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(tag);
    }
}
