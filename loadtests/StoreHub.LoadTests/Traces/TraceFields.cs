using System.Text.Json;

namespace StoreHub.LoadTests.Traces;

/// <summary>The fields of a JSON object of a trace, each with its name in the error if it is not what it must be.</summary>
internal readonly struct TraceFields
{
    private readonly JsonElement _object;
    private readonly string _place;

    public TraceFields(JsonElement element, string place)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new TraceException($"{place} is no object.");
        _object = element;
        _place = place;
    }

    public string Text(string name, string? missing = null) =>
        missing is not null && !_object.TryGetProperty(name, out _) ? missing : Text(Require(name), $"{name} of {_place}");

    public int Count(string name) => Count(Require(name), $"{name} of {_place}");

    public JsonElement List(string name)
    {
        JsonElement list = Require(name);
        return list.ValueKind == JsonValueKind.Array ? list : throw new TraceException($"{name} of {_place} is no array.");
    }

    public static int Count(JsonElement value, string what) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count >= 0
            ? count
            : throw new TraceException($"{what} is no whole number from 0.");

    public static string Text(JsonElement value, string what)
    {
        if (value.ValueKind != JsonValueKind.String) throw new TraceException($"{what} is no text.");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new TraceException($"{what} has a lone surrogate.", e);
        }
    }

    private JsonElement Require(string name) =>
        _object.TryGetProperty(name, out JsonElement value) ? value : throw new TraceException($"{name} of {_place} is missing.");
}
