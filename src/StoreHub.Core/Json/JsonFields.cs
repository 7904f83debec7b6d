using System.Text.Json;
using StoreHub.Operations;

namespace StoreHub.Json;

/// <summary>Reads the properties of operations, transactions and records; a wrong type is an error that names the property.</summary>
internal static class JsonFields
{
    public static string ReadString(ref Utf8JsonReader reader, string name) => reader.TokenType == JsonTokenType.String
        ? JsonText.GetString(ref reader)
        : throw Wrong(name, "a string", reader.TokenType);

    public static bool ReadBoolean(ref Utf8JsonReader reader, string name) => reader.TokenType is JsonTokenType.True or JsonTokenType.False
        ? reader.GetBoolean()
        : throw Wrong(name, "a boolean", reader.TokenType);

    public static SourceId ReadSource(ref Utf8JsonReader reader, string name) => SourceId.Parse(ReadString(ref reader, name));

    /// <summary>Reads a seq, revision or floor.</summary>
    public static long ReadCounter(ref Utf8JsonReader reader, string name) => ReadWhole(ref reader, name, Encodings.DecodingContext.MaxCounter);

    /// <summary>Reads an index or count.</summary>
    public static int ReadCount(ref Utf8JsonReader reader, string name) => (int)ReadWhole(ref reader, name, int.MaxValue);

    public static double ReadTimestamp(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.Number) throw Wrong(name, "a number", reader.TokenType);
        double ts = reader.GetDouble();
        return double.IsFinite(ts) ? ts : throw new StoreException(StoreErrorCode.InvalidTimestamp, $"'{name}' is not finite.");
    }

    public static void RequireArray(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Wrong(name, "an array", reader.TokenType);
    }

    public static void RequireObject(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType == JsonTokenType.None) JsonText.Next(ref reader);
        if (reader.TokenType != JsonTokenType.StartObject) throw Wrong(name, "an object", reader.TokenType);
    }

    /// <summary>Moves to the next property's value and gives its name, or null at the object's end.</summary>
    public static string? NextProperty(ref Utf8JsonReader reader)
    {
        JsonText.Next(ref reader);
        if (reader.TokenType == JsonTokenType.EndObject) return null;
        string name = JsonText.GetString(ref reader);
        JsonText.Next(ref reader);
        return name;
    }

    /// <summary>Passes over a property that is not known.</summary>
    public static void Skip(ref Utf8JsonReader reader)
    {
        if (!reader.TrySkip()) throw new JsonException("The JSON ends too early.");
    }

    public static T Require<T>(T? value, string name)
        where T : struct => value ?? throw new StoreException(StoreErrorCode.MalformedOperation, $"'{name}' is missing.");

    public static StoreException Wrong(string name, string wanted, JsonTokenType found) =>
        new(StoreErrorCode.MalformedOperation, $"'{name}' must be {wanted}, not {found}.");

    public static StoreException Twice(string name) => new(StoreErrorCode.MalformedOperation, $"'{name}' stands twice.");

    private static long ReadWhole(ref Utf8JsonReader reader, string name, long most)
    {
        if (reader.TokenType != JsonTokenType.Number) throw Wrong(name, "a number", reader.TokenType);
        double number = reader.GetDouble();
        return number >= 0 && number <= most && number == Math.Floor(number)
            ? (long)number
            : throw new StoreException(StoreErrorCode.MalformedOperation, $"'{name}' must be a whole number from 0 to {most}.", limit: most);
    }
}
