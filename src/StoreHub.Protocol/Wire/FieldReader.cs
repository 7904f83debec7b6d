using System.Text.Json;
using StoreHub.MessagePack;

namespace StoreHub.Protocol.Wire;

/// <summary>
/// Reads a message's fields from a JSON object or from a MessagePack map with string keys. A null counts as a key that is not there.
/// What is of another type is a <see cref="StoreException"/> with <see cref="StoreErrorCode.MalformedMessage"/> that names the key.
/// </summary>
internal ref struct FieldReader
{
    /// <summary>The reader of the MessagePack wire.</summary>
    public MessagePackReader Binary;

    /// <summary>The reader of the JSON wire; it stands at the token of the value read last.</summary>
    public Utf8JsonReader Json;

    private string _prefix = "";
    private int _left;

    public FieldReader(MessagePackReader binary) => Binary = binary;

    public FieldReader(Utf8JsonReader json)
    {
        Json = json;
        IsJson = true;
    }

    /// <summary>Whether this reads the JSON wire.</summary>
    public bool IsJson { get; }

    /// <summary>The key whose value stands next.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Enters the object that stands next; what it gives must be handed to <see cref="EndObject"/>.</summary>
    public (string Prefix, int Left) BeginObject()
    {
        (string, int) outer = (_prefix, _left);
        if (IsJson)
        {
            if (Json.TokenType != JsonTokenType.StartObject) throw Wrong("an object");
        }
        else
        {
            if (Binary.NextType != MessagePackType.Map) throw Wrong("a map");
            _left = Binary.ReadMapHeader();
        }

        if (Key.Length > 0) _prefix = $"{_prefix}{Key}.";
        Key = "";
        return outer;
    }

    public void EndObject((string Prefix, int Left) outer) => (_prefix, _left) = outer;

    /// <summary>Goes on to the next key that has a value other than null.</summary>
    public bool NextKey()
    {
        while (true)
        {
            if (IsJson)
            {
                if (!Json.Read() || Json.TokenType == JsonTokenType.EndObject) return false;
                Key = JsonString();
                Json.Read();
                if (Json.TokenType != JsonTokenType.Null) return true;
            }
            else
            {
                if (_left == 0) return false;
                _left--;
                if (Binary.NextType == MessagePackType.String)
                {
                    Key = Binary.ReadString();
                    if (!Binary.TryReadNil()) return true;
                }
                else
                {
                    Binary.Skip();
                    Binary.Skip();
                }
            }
        }
    }

    /// <summary>Passes over the value.</summary>
    public void Skip()
    {
        if (IsJson) Json.Skip();
        else Binary.Skip();
    }

    public long Int64()
    {
        if (!IsJson && Binary.NextType == MessagePackType.Integer) return Binary.ReadInt64();
        if (IsJson && Json.TokenType == JsonTokenType.Number && Json.TryGetInt64(out long value)) return value;

        // some languages have no integers: 3.0 is one too
        double number = IsNumber ? Double() : throw Wrong("an integer");
        return number is >= -9007199254740991d and <= 9007199254740991d && number == Math.Floor(number) ? (long)number : throw Wrong("an integer");
    }

    public int Int32()
    {
        long value = Int64();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Malformed("does not fit 32 bits");
    }

    public double Double()
    {
        if (!IsNumber) throw Wrong("a number");
        return IsJson ? Json.GetDouble() : Binary.ReadDouble();
    }

    public bool Boolean()
    {
        if (!IsJson) return Binary.NextType == MessagePackType.Boolean ? Binary.ReadBoolean() : throw Wrong("a boolean");
        return Json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw Wrong("a boolean"),
        };
    }

    public string String()
    {
        if (!IsJson) return Binary.NextType == MessagePackType.String ? Binary.ReadString() : throw Wrong("a string");
        return Json.TokenType == JsonTokenType.String ? JsonString() : throw Wrong("a string");
    }

    /// <summary>Reads binary data on the MessagePack wire; a copy.</summary>
    public byte[] Bytes() => BytesInPlace().ToArray();

    /// <summary>Reads binary data on the MessagePack wire; it lies in the data that is read.</summary>
    public ReadOnlySpan<byte> BytesInPlace() => Binary.NextType == MessagePackType.Binary ? Binary.ReadBinary() : throw Wrong("binary data");

    public T Object<T>()
        where T : IWireMessage<T>
    {
        string key = Key;
        (string, int) outer = BeginObject();
        T value = T.Read(ref this);
        EndObject(outer);
        Key = key;
        return value;
    }

    public T[] Objects<T>()
        where T : IWireMessage<T>
    {
        string key = Key;
        var list = new List<T>();
        if (IsJson)
        {
            if (Json.TokenType != JsonTokenType.StartArray) throw Wrong("an array");
            while (Json.Read() && Json.TokenType != JsonTokenType.EndArray) Add(ref this);
        }
        else
        {
            if (Binary.NextType != MessagePackType.Array) throw Wrong("an array");
            for (int count = Binary.ReadArrayHeader(); count > 0; count--) Add(ref this);
        }

        Key = key;
        return [.. list];

        void Add(ref FieldReader reader)
        {
            reader.Key = $"{key}[{list.Count}]";
            list.Add(reader.Object<T>());
        }
    }

    /// <summary>The error that a key is not there.</summary>
    public readonly StoreException Missing(string key) =>
        new(StoreErrorCode.MalformedMessage, $"Malformed message: the key '{_prefix}{key}' is missing.", _prefix + key);

    /// <summary>The error that the value at <see cref="Key"/> is not as it must be.</summary>
    public readonly StoreException Malformed(string what) => _prefix.Length + Key.Length == 0
        ? new(StoreErrorCode.MalformedMessage, $"Malformed message: it {what}.")
        : new(StoreErrorCode.MalformedMessage, $"Malformed message: the value of '{_prefix}{Key}' {what}.", _prefix + Key);

    private readonly bool IsNumber =>
        IsJson ? Json.TokenType == JsonTokenType.Number : Binary.NextType is MessagePackType.Integer or MessagePackType.Float;

    private readonly StoreException Wrong(string wanted) => Malformed($"must be {wanted}, not {(IsJson ? Json.TokenType.ToString() : Binary.NextType.ToString())}");

    private readonly string JsonString()
    {
        try
        {
            return Json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Malformed("has a lone surrogate");
        }
    }
}
