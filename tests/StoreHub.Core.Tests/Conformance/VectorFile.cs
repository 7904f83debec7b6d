using System.Buffers;
using System.Text;
using System.Text.Json;
using StoreHub.Json;

namespace StoreHub.Core.Tests.Conformance;

/// <summary>A file of <c>conformance/</c>: cases in JSON, one per line. Its README specifies the format.</summary>
internal static class VectorFile
{
    /// <summary>The file's text.</summary>
    public static string Text(IEnumerable<string> cases) => $"{{\"format\":1,\"cases\":[\n{string.Join(",\n", cases)}\n]}}\n";

    /// <summary>One case.</summary>
    public static string Case(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            fields(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void WriteHex(this Utf8JsonWriter writer, string name, ReadOnlySpan<byte> bytes) => writer.WriteString(name, Convert.ToHexStringLower(bytes));

    /// <summary>Writes a property whose value something else writes.</summary>
    public static void WriteJson(this Utf8JsonWriter writer, string name, Action<Utf8JsonWriter> value)
    {
        writer.WritePropertyName(name);
        value(writer);
    }
}
