using System.Buffers;
using System.Text;
using System.Text.Json;
using StoreHub.Encodings;

namespace StoreHub.Json;

/// <summary>
/// Values as JSON that loses nothing (design section 2): what JSON lacks stands in an object with one <c>$</c> key, and a key of an
/// object that starts with <c>$</c> has one more. A whole number beyond ±(2^53−1) is written with an exponent (<c>1E+20</c>), and
/// refused when it is not, since its digits would be lost; JavaScript, which cannot choose, writes
/// <c>{"$number":"100000000000000000000"}</c>. Safe for any thread.
/// </summary>
public static class TaggedJson
{
    /// <summary>Writes a value.</summary>
    /// <param name="writer">Its <see cref="JsonWriterOptions.MaxDepth"/> must leave room: a Map takes three levels.</param>
    /// <param name="value">The value.</param>
    public static void Write(Utf8JsonWriter writer, StoreValue value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        TaggedJsonWriter.Write(writer, value);
    }

    /// <summary>A value's JSON, without white space.</summary>
    public static string ToJson(StoreValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions)) TaggedJsonWriter.Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a value.</summary>
    /// <param name="reader">Stands on the value's first token, or before any; afterwards on its last token.</param>
    /// <param name="limits">Depth and key size; if null, only the format's own depth of 520 levels.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="StoreException">A value that stores refuse, or an unknown tag.</exception>
    public static StoreValue Read(ref Utf8JsonReader reader, StoreLimits? limits = null)
    {
        if (reader.TokenType == JsonTokenType.None) JsonText.Next(ref reader);
        return TaggedJsonReader.Read(ref reader, new Bounds(limits), 0);
    }

    /// <summary>Reads a value from UTF-8 that holds nothing else.</summary>
    /// <exception cref="JsonException">It is not JSON, or more follows.</exception>
    /// <exception cref="StoreException">A value that stores refuse, or an unknown tag.</exception>
    public static StoreValue Parse(ReadOnlySpan<byte> utf8, StoreLimits? limits = null)
    {
        var reader = new Utf8JsonReader(utf8, JsonText.ReaderOptions);
        StoreValue value = Read(ref reader, limits);
        if (reader.Read()) throw new JsonException("More follows the value.");
        return value;
    }

    /// <summary>Reads a value from text that holds nothing else.</summary>
    /// <exception cref="JsonException">It is not JSON, or more follows.</exception>
    /// <exception cref="StoreException">A value that stores refuse, or an unknown tag.</exception>
    public static StoreValue Parse(string json, StoreLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(Encoding.UTF8.GetBytes(ValueText.RequireWellFormed(json)), limits);
    }
}
