using System.Text.Json;
using System.Text.Json.Serialization;

namespace StoreHub.Json;

/// <summary>Lets <see cref="JsonSerializer"/> read and write store values as tagged JSON.</summary>
public sealed class StoreValueJsonConverter : JsonConverter<StoreValue>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override StoreValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TaggedJson.Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StoreValue value, JsonSerializerOptions options) => TaggedJson.Write(writer, value);
}
