using System.Text.Json;
using StoreHub.Encodings;
using StoreHub.Operations;

namespace StoreHub.Json;

/// <summary>
/// Operations as JSON: <c>{ ts, source, seq, type, path, value?, key?, index?, deleteCount?, items?, anchors? }</c>. The amount of an
/// increment and the member of a set-add or set-delete is <c>value</c>. Reading ignores properties it does not know; <c>index</c>,
/// <c>deleteCount</c> and <c>items</c> may be missing (0, 0, none), <c>anchors</c> too. Safe for any thread.
/// </summary>
public static class OperationJson
{
    /// <summary>Writes an operation.</summary>
    public static void Write(Utf8JsonWriter writer, Operation operation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(operation);
        writer.WriteStartObject();
        writer.WritePropertyName("ts"u8);
        JsonText.WriteNumber(writer, operation.Ts);
        writer.WriteString("source"u8, operation.Source.ToString());
        writer.WriteNumber("seq"u8, operation.Seq);
        writer.WriteString("type"u8, OperationNames.Of(operation.Type));
        writer.WriteStartArray("path"u8);
        foreach (PathSegment segment in operation.Path.Segments) TaggedJsonWriter.Write(writer, segment.Key);
        writer.WriteEndArray();
        switch (operation)
        {
            case SetOperation set: WriteValue(writer, "value"u8, set.Value); break;
            case SpliceOperation splice: WriteSplice(writer, splice); break;
            case MapSetOperation mapSet:
                WriteValue(writer, "key"u8, mapSet.Key);
                WriteValue(writer, "value"u8, mapSet.Value);
                break;
            case MapDeleteOperation mapDelete: WriteValue(writer, "key"u8, mapDelete.Key); break;
            case SetAddOperation setAdd: WriteValue(writer, "value"u8, setAdd.Value); break;
            case SetDeleteOperation setDelete: WriteValue(writer, "value"u8, setDelete.Value); break;
            case IncrementOperation increment: WriteValue(writer, "value"u8, increment.Amount); break;
        }

        AnchorsJson.Write(writer, operation);
        writer.WriteEndObject();
    }

    /// <summary>Reads and checks an operation.</summary>
    /// <param name="reader">Stands on its first token, or before any; afterwards on its last token.</param>
    /// <param name="limits">Depths and key sizes; null for none but the format's own. Sizes in bytes are those of the binary encoding.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="StoreException">An operation that stores refuse; names the property, or path and limit.</exception>
    public static Operation Read(ref Utf8JsonReader reader, StoreLimits? limits = null)
    {
        JsonFields.RequireObject(ref reader, "operation");
        var fields = new OperationFields(limits);
        while (JsonFields.NextProperty(ref reader) is { } name) fields.Take(ref reader, name);
        return fields.Build();
    }

    internal static void WriteList(Utf8JsonWriter writer, IReadOnlyList<Operation> operations)
    {
        writer.WriteStartArray("ops"u8);
        for (int i = 0; i < operations.Count; i++) Write(writer, operations[i]);
        writer.WriteEndArray();
    }

    internal static List<Operation> ReadList(ref Utf8JsonReader reader, StoreLimits? limits)
    {
        JsonFields.RequireArray(ref reader, "ops");
        var operations = new List<Operation>();
        for (JsonText.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonText.Next(ref reader))
        {
            if (limits is not null) OperationLimits.RequireCount(operations.Count + 1, limits);
            operations.Add(Read(ref reader, limits));
        }

        return operations;
    }

    private static void WriteSplice(Utf8JsonWriter writer, SpliceOperation splice)
    {
        writer.WriteNumber("index"u8, splice.Index);
        writer.WriteNumber("deleteCount"u8, splice.DeleteCount);
        writer.WriteStartArray("items"u8);
        for (int i = 0; i < splice.Items.Count; i++) TaggedJsonWriter.Write(writer, splice.Items[i]);
        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, ReadOnlySpan<byte> name, StoreValue value)
    {
        writer.WritePropertyName(name);
        TaggedJsonWriter.Write(writer, value);
    }
}
