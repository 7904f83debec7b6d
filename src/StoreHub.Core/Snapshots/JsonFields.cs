using System.Text.Json;
using StoreHub.Json;

namespace StoreHub.Snapshots;

/// <summary>Reads the fields of an object of known form: each once, in any order.</summary>
internal sealed class JsonFields(string what)
{
    private readonly HashSet<string> _seen = [];

    /// <summary>Moves on to the next field's value and gives its name; null at the object's end. At first the object's start stands here.</summary>
    public string? Next(ref Utf8JsonReader reader)
    {
        if (_seen.Count == 0) Require(ref reader, JsonTokenType.StartObject);
        JsonText.Next(ref reader);
        if (reader.TokenType == JsonTokenType.EndObject) return null;
        string name = JsonText.GetString(ref reader);
        if (!_seen.Add(name)) throw SnapshotRules.Malformed($"'{name}' of {what} stands twice");
        JsonText.Next(ref reader);
        return name;
    }

    public void RequireCount(int count)
    {
        if (_seen.Count != count) throw SnapshotRules.Malformed($"{what} has {_seen.Count} fields, not {count}");
    }

    public StoreException Unknown(string name) => SnapshotRules.Malformed($"'{name}' of {what} is not known");

    /// <summary>Moves on to an array's next item; false at its end.</summary>
    public static bool NextItem(ref Utf8JsonReader reader)
    {
        JsonText.Next(ref reader);
        return reader.TokenType != JsonTokenType.EndArray;
    }

    public static void Require(ref Utf8JsonReader reader, JsonTokenType wanted)
    {
        if (reader.TokenType != wanted) throw SnapshotRules.Malformed($"{wanted} was expected at byte {reader.TokenStartIndex}, not {reader.TokenType}");
    }

    public static void RequireNext(ref Utf8JsonReader reader, JsonTokenType wanted)
    {
        JsonText.Next(ref reader);
        Require(ref reader, wanted);
    }

    public static long NextInteger(ref Utf8JsonReader reader)
    {
        JsonText.Next(ref reader);
        return Integer(ref reader);
    }

    public static long Integer(ref Utf8JsonReader reader)
    {
        Require(ref reader, JsonTokenType.Number);
        return reader.TryGetInt64(out long value) ? value : throw SnapshotRules.Malformed($"the number at byte {reader.TokenStartIndex} is no integer of 64 bits");
    }

    public static double Double(ref Utf8JsonReader reader)
    {
        Require(ref reader, JsonTokenType.Number);
        return reader.GetDouble();
    }
}
