using System.Text.Json;

namespace StoreHub;

/// <summary>Copies plain JSON: an object with a <c>$</c> key is an object, not a tag.</summary>
internal static class JsonCopy
{
    public static StoreValue Copy(JsonElement element, CopyPlace place)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Undefined: return default;
            case JsonValueKind.Null: return StoreValue.Null;
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.Number: return Number(element, place);
            case JsonValueKind.String: return StoreValue.FromValidString(Text(place, () => element.GetString()!));
            case JsonValueKind.Array: return Items(element, place);
            default: return Properties(element, place);
        }
    }

    private static ArrayValue Items(JsonElement element, CopyPlace place)
    {
        place.Enter();
        var items = new StoreValue[element.GetArrayLength()];
        int index = 0;
        foreach (JsonElement item in element.EnumerateArray())
        {
            place.Push(index);
            items[index++] = Copy(item, place);
            place.Pop();
        }

        place.Leave();
        return ArrayValue.Wrap(items);
    }

    private static ObjectValue Properties(JsonElement element, CopyPlace place)
    {
        place.Enter();
        var entries = new OrderedDictionary<string, StoreValue>(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string key = Text(place, () => property.Name);
            place.Push(key);
            try
            {
                place.Add(entries, key, Copy(property.Value, place));
            }
            catch (StoreException refusal) when (refusal.Path == key)
            {
                throw place.Here(refusal);
            }

            place.Pop();
        }

        place.Leave();
        return ObjectValue.Wrap(entries);
    }

    private static StoreValue Number(JsonElement element, CopyPlace place)
    {
        double number = element.GetDouble();
        bool whole = element.GetRawText().AsSpan().IndexOfAny(".eE") < 0;
        return double.IsFinite(number) && (!whole || Math.Abs(number) <= 9007199254740991)
            ? number
            : throw place.Fail(StoreErrorCode.IntegerOutOfRange, $"The number {element.GetRawText()} would lose digits as a double; write it as a string.", 9007199254740991);
    }

    private static string Text(CopyPlace place, Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException refusal)
        {
            throw place.Fail(StoreErrorCode.LoneSurrogate, "The string has a lone surrogate and so no UTF-8 form.", cause: refusal);
        }
    }
}
