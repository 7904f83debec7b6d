using System.Globalization;
using System.Text.Json;
using StoreHub.Encodings;

namespace StoreHub.Json;

/// <summary>Reads values from tagged JSON that nobody vouches for.</summary>
internal static class TaggedJsonReader
{
    private const NumberStyles Digits = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static StoreValue Read(ref Utf8JsonReader reader, Bounds bounds, int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return StoreValue.Null;
            case JsonTokenType.True: return true;
            case JsonTokenType.False: return false;
            case JsonTokenType.Number: return JsonText.GetNumber(ref reader);
            case JsonTokenType.String: return StoreValue.FromValidString(Letters.Share(JsonText.GetString(ref reader)));
            case JsonTokenType.StartArray: return ReadArray(ref reader, bounds, depth + 1);
            case JsonTokenType.StartObject: return ReadObject(ref reader, bounds, depth);
            default: throw new JsonException($"A value was expected, not {reader.TokenType}.");
        }
    }

    /// <summary>Reads a path's step, a Map's key or a Set's member.</summary>
    public static StoreValue ReadScalar(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray || (reader.TokenType == JsonTokenType.StartObject && !IsTaggedScalar(reader)))
            throw new StoreException(StoreErrorCode.InvalidKey, "A path's step, a Map key or a Set member is null, a boolean, number, string, bytes or instant.");
        return Read(ref reader, new Bounds(null), 0);
    }

    /// <summary>Looks ahead, so that hostile keys within keys cannot recurse.</summary>
    private static bool IsTaggedScalar(Utf8JsonReader ahead)
    {
        JsonText.Next(ref ahead);
        return ahead.TokenType == JsonTokenType.PropertyName && JsonText.GetString(ref ahead) is ("$number" or "$bytes" or "$date");
    }

    private static ArrayValue ReadArray(ref Utf8JsonReader reader, Bounds bounds, int depth)
    {
        bounds.RequireDepth(depth);
        var items = new List<StoreValue>();
        for (JsonText.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonText.Next(ref reader)) items.Add(Read(ref reader, bounds, depth));
        return ArrayValue.Wrap([.. items]);
    }

    private static StoreValue ReadObject(ref Utf8JsonReader reader, Bounds bounds, int depth)
    {
        JsonText.Next(ref reader);
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            bounds.RequireDepth(depth + 1);
            return ObjectValue.Empty;
        }

        string key = JsonText.GetString(ref reader);
        if (IsTag(key)) return ReadTagged(ref reader, key, bounds, depth);
        bounds.RequireDepth(++depth);
        var entries = new OrderedDictionary<string, StoreValue>(StringComparer.Ordinal);
        while (true)
        {
            if (key.StartsWith('$')) key = key[1..];
            bounds.RequireKey(key);
            JsonText.Next(ref reader);
            ObjectValue.Add(entries, key, Read(ref reader, bounds, depth));
            JsonText.Next(ref reader);
            if (reader.TokenType == JsonTokenType.EndObject) return ObjectValue.Wrap(entries);
            key = JsonText.GetString(ref reader);
            if (IsTag(key)) throw Bad(key, "stands alone in its object");
        }
    }

    private static bool IsTag(string key) => key.Length > 0 && key[0] == '$' && (key.Length == 1 || key[1] != '$');

    private static StoreValue ReadTagged(ref Utf8JsonReader reader, string tag, Bounds bounds, int depth)
    {
        JsonText.Next(ref reader);
        StoreValue value = tag switch
        {
            "$undefined" => reader.TokenType == JsonTokenType.True ? default(StoreValue) : throw Bad(tag, "is true"),
            "$number" => ReadNumber(ref reader, tag),
            "$bytes" => reader.TokenType == JsonTokenType.String && TryGetBytes(ref reader, out byte[]? bytes) ? StoreValue.FromBytes(bytes) : throw Bad(tag, "is a string of base64"),
            "$date" => reader.TokenType == JsonTokenType.Number && TryGetWhole(JsonText.GetNumber(ref reader), out long ms)
                ? StoreValue.FromUnixMilliseconds(ms)
                : throw new StoreException(StoreErrorCode.InvalidInstant, "'$date' is a whole number of milliseconds since the Unix epoch."),
            "$map" => ReadMap(ref reader, tag, bounds, depth + 1),
            "$set" => ReadSet(ref reader, tag, bounds, depth + 1),
            _ => throw new StoreException(StoreErrorCode.UnsupportedType, $"The tag '{tag}' is not known; a key that starts with '$' is written with one more '$'."),
        };
        JsonText.Next(ref reader);
        return reader.TokenType == JsonTokenType.EndObject ? value : throw Bad(tag, "stands alone in its object");
    }

    private static StoreValue ReadNumber(ref Utf8JsonReader reader, string tag)
    {
        string text = reader.TokenType == JsonTokenType.String ? JsonText.GetString(ref reader) : "";
        switch (text)
        {
            case "NaN": return double.NaN;
            case "Infinity": return double.PositiveInfinity;
            case "-Infinity": return double.NegativeInfinity;
            case "-0": return -0.0;
            default:
                return double.TryParse(text, Digits, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                    ? number
                    : throw Bad(tag, "is \"NaN\", \"Infinity\", \"-Infinity\", \"-0\" or the digits of a double");
        }
    }

    private static MapValue ReadMap(ref Utf8JsonReader reader, string tag, Bounds bounds, int depth)
    {
        bounds.RequireDepth(depth);
        RequireArray(ref reader, tag);
        var entries = new OrderedDictionary<StoreValue, StoreValue>();
        for (JsonText.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonText.Next(ref reader))
        {
            RequireArray(ref reader, tag);
            NextInPair(ref reader, tag);
            StoreValue key = ReadScalar(ref reader);
            bounds.RequireKey(key);
            NextInPair(ref reader, tag);
            MapValue.Add(entries, key, Read(ref reader, bounds, depth));
            JsonText.Next(ref reader);
            if (reader.TokenType != JsonTokenType.EndArray) throw Bad(tag, "is an array of [key, value] pairs");
        }

        return MapValue.Wrap(entries);
    }

    private static SetValue ReadSet(ref Utf8JsonReader reader, string tag, Bounds bounds, int depth)
    {
        bounds.RequireDepth(depth);
        RequireArray(ref reader, tag);
        var members = new OrderedDictionary<StoreValue, bool>();
        for (JsonText.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonText.Next(ref reader)) SetValue.Add(members, ReadScalar(ref reader));
        return SetValue.Wrap(members);
    }

    private static void NextInPair(ref Utf8JsonReader reader, string tag)
    {
        JsonText.Next(ref reader);
        if (reader.TokenType == JsonTokenType.EndArray) throw Bad(tag, "is an array of [key, value] pairs");
    }

    private static void RequireArray(ref Utf8JsonReader reader, string tag)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Bad(tag, tag == "$map" ? "is an array of [key, value] pairs" : "is an array");
    }

    private static bool TryGetBytes(ref Utf8JsonReader reader, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? bytes)
    {
        try
        {
            return reader.TryGetBytesFromBase64(out bytes);
        }
        catch (InvalidOperationException)
        {
            // a lone surrogate among the digits
            bytes = null;
            return false;
        }
    }

    private static bool TryGetWhole(double number, out long whole)
    {
        whole = (long)number;
        return number == whole;
    }

    private static StoreException Bad(string tag, string rule) => new(StoreErrorCode.UnsupportedType, $"'{tag}' {rule}.");
}
