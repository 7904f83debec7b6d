using System.Text.Json;
using System.Text.Json.Serialization;
using StoreHub.MessagePack;

namespace StoreHub.Protocol.Wire;

/// <summary>Reads and writes the messages of one type.</summary>
internal class MessageCodec<T> : MessageCodec
    where T : class, IWireMessage<T>
{
    /// <inheritdoc/>
    public override Type Type => typeof(T);

    /// <inheritdoc/>
    public override JsonConverter Converter => new MessageJsonConverter<T>(this);

    /// <inheritdoc/>
    public override object? Read(ref MessagePackReader reader)
    {
        if (reader.TryReadNil()) return OfNull();
        var fields = new FieldReader(reader);
        T message = ReadFields(ref fields);
        reader = fields.Binary;
        return message;
    }

    public virtual T? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null) return OfNull();
        var fields = new FieldReader(reader);
        T message = ReadFields(ref fields);
        reader = fields.Json;
        return message;
    }

    /// <inheritdoc/>
    public override void Write(MessagePackWriter writer, object message) => Write(new FieldWriter(writer), (T)message);

    public static void Write(Utf8JsonWriter writer, T message) => Write(new FieldWriter(writer), message);

    /// <summary>What a null in the message's place stands for.</summary>
    protected virtual T? OfNull() => null;

    private static void Write(FieldWriter writer, T message)
    {
        (int, int) outer = writer.BeginObject();
        message.Write(writer);
        writer.EndObject(outer);
    }

    private static T ReadFields(ref FieldReader fields)
    {
        (string, int) outer = fields.BeginObject();
        T message = T.Read(ref fields);
        fields.EndObject(outer);
        return message;
    }
}
