using System.Text.Json;
using System.Text.Json.Serialization;

namespace StoreHub.Protocol.Wire;

/// <summary>Gives System.Text.Json the messages of one type.</summary>
internal sealed class MessageJsonConverter<T>(MessageCodec<T> codec) : JsonConverter<T>
    where T : class, IWireMessage<T>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return codec.Read(ref reader);
        }
        catch (StoreException error)
        {
            // what SignalR takes for a failed binding of arguments
            throw new JsonException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options)
    {
        if (value is null) writer.WriteNullValue();
        else MessageCodec<T>.Write(writer, value);
    }
}
