using System.Text.Json;
using StoreHub.MessagePack;

namespace StoreHub.Protocol.Wire;

/// <summary>Writes a message's fields as a JSON object or as a MessagePack map with string keys, of at most 15 fields.</summary>
internal sealed class FieldWriter
{
    private int _header;
    private int _count;

    public FieldWriter(MessagePackWriter binary) => Binary = binary;

    public FieldWriter(Utf8JsonWriter json) => Json = json;

    /// <summary>The writer of the JSON wire; null on the MessagePack wire.</summary>
    public Utf8JsonWriter? Json { get; }

    /// <summary>The writer of the MessagePack wire; null on the JSON wire.</summary>
    public MessagePackWriter? Binary { get; }

    /// <summary>Begins an object; what it gives must be handed to <see cref="EndObject"/>.</summary>
    public (int Header, int Count) BeginObject()
    {
        (int, int) outer = (_header, _count);
        _count = 0;
        if (Json is not null)
        {
            Json.WriteStartObject();
        }
        else
        {
            _header = Binary!.Length;
            Binary.WriteMapHeader(0);
        }

        return outer;
    }

    public void EndObject((int Header, int Count) outer)
    {
        if (Json is not null)
        {
            Json.WriteEndObject();
        }
        else
        {
            // the header of 0 to 15 pairs is one byte, which is why it can be set once the pairs are known
            if (_count > 15) throw new InvalidOperationException($"A message has at most 15 fields, not {_count}.");
            Binary!.Overwrite(_header, [(byte)(0x80 | _count)]);
        }

        (_header, _count) = outer;
    }

    /// <summary>Writes a key; its value must follow by one of the two writers.</summary>
    public void Key(string key)
    {
        _count++;
        if (Json is not null) Json.WritePropertyName(key);
        else Binary!.WriteString(key);
    }

    public void Write(string key, long value)
    {
        Key(key);
        Number(value);
    }

    public void Write(string key, long? value)
    {
        if (value is { } number) Write(key, number);
    }

    public void Write(string key, double value)
    {
        Key(key);
        if (Json is not null) Json.WriteNumberValue(value);
        else Binary!.WriteDouble(value);
    }

    public void Write(string key, bool value)
    {
        Key(key);
        if (Json is not null) Json.WriteBooleanValue(value);
        else Binary!.WriteBoolean(value);
    }

    /// <summary>Writes a flag that is false where it is missing.</summary>
    public void WriteIfTrue(string key, bool value)
    {
        if (value) Write(key, value);
    }

    public void Write(string key, string? value)
    {
        if (value is null) return;
        Key(key);
        if (Json is not null) Json.WriteStringValue(value);
        else Binary!.WriteString(value);
    }

    public void Write<T>(string key, T? value)
        where T : class, IWireMessage<T>
    {
        if (value is null) return;
        Key(key);
        (int, int) outer = BeginObject();
        value.Write(this);
        EndObject(outer);
    }

    public void Write<T>(string key, IReadOnlyList<T> values)
        where T : struct, IWireMessage<T>
    {
        Key(key);
        if (Json is not null) Json.WriteStartArray();
        else Binary!.WriteArrayHeader(values.Count);
        foreach (T value in values)
        {
            (int, int) outer = BeginObject();
            value.Write(this);
            EndObject(outer);
        }

        Json?.WriteEndArray();
    }

    private void Number(long value)
    {
        if (Json is not null) Json.WriteNumberValue(value);
        else Binary!.WriteInt64(value);
    }
}
