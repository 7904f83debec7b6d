using StoreHub.MessagePack;

namespace StoreHub.Encodings;

/// <summary>
/// Reads values from bytes that nobody vouches for. Every item takes at least one byte, so a container's count is held against the
/// bytes that are left after what its parents still expect: nested headers cannot ask for more than the data could hold.
/// </summary>
internal static class ValueDecoder
{
    public static StoreValue Read(ref MessagePackReader reader, StoreLimits? limits, NameCache? names) => Read(ref reader, new Bounds(limits), names, 0, 0);

    /// <summary>Reads a value that <paramref name="expected"/> more items follow.</summary>
    public static StoreValue Read(ref MessagePackReader reader, StoreLimits? limits, NameCache? names, long expected) =>
        Read(ref reader, new Bounds(limits), names, 0, expected);

    /// <summary>Reads a path's step, a Map's key or a Set's member.</summary>
    public static StoreValue ReadScalar(ref MessagePackReader reader, NameCache? names)
    {
        switch (reader.NextType)
        {
            case MessagePackType.Nil:
                reader.TryReadNil();
                return StoreValue.Null;
            case MessagePackType.Boolean:
                return reader.ReadBoolean();
            case MessagePackType.Integer:
                return reader.ReadInt64();
            case MessagePackType.Float:
                return reader.ReadDouble();
            case MessagePackType.String:
                return StoreValue.FromValidString(names is null ? reader.ReadString() : names.Get(reader.ReadStringUtf8()));
            case MessagePackType.Binary:
                return StoreValue.FromBytes(reader.ReadBinary());
            case MessagePackType.Extension:
                ReadOnlySpan<byte> data = reader.ReadExtension(out sbyte type);
                if (type == ExtensionType.Timestamp) return StoreValue.FromUnixMilliseconds(MessagePackReader.TimestampToMilliseconds(data));
                break;
        }

        throw new StoreException(StoreErrorCode.InvalidKey, "A path's step, a Map key or a Set member is null, a boolean, number, string, bytes or instant.");
    }

    private static StoreValue Read(ref MessagePackReader reader, Bounds bounds, NameCache? names, int depth, long expected)
    {
        switch (reader.NextType)
        {
            case MessagePackType.Array:
                bounds.RequireDepth(++depth);
                int count = reader.ReadArrayHeader();
                RequireRoom(ref reader, count, expected);
                if (count == 0) return ArrayValue.Empty;
                var items = new StoreValue[count];
                for (int i = 0; i < count; i++) items[i] = Read(ref reader, bounds, names, depth, expected + count - i - 1);
                return ArrayValue.Wrap(items);
            case MessagePackType.Map:
                return ReadObject(ref reader, bounds, names, depth + 1, expected);
            case MessagePackType.Extension:
                return ReadExtension(ref reader, bounds, names, depth, expected);
            case MessagePackType.String:
                // values are rarely alike: the cache is for names
                return StoreValue.FromValidString(reader.ReadString());
            default:
                return ReadScalar(ref reader, names);
        }
    }

    private static ObjectValue ReadObject(ref MessagePackReader reader, Bounds bounds, NameCache? names, int depth, long expected)
    {
        bounds.RequireDepth(depth);
        int count = reader.ReadMapHeader();
        RequireRoom(ref reader, count * 2L, expected);
        if (count == 0) return ObjectValue.Empty;
        var entries = new OrderedDictionary<string, StoreValue>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> utf8 = reader.ReadStringUtf8();
            bounds.RequireKey(utf8.Length);
            string key = NameCache.Get(names, utf8);
            ObjectValue.Add(entries, key, Read(ref reader, bounds, names, depth, expected + (count - i - 1) * 2L));
        }

        return ObjectValue.Wrap(entries);
    }

    private static StoreValue ReadExtension(ref MessagePackReader reader, Bounds bounds, NameCache? names, int depth, long expected)
    {
        ReadOnlySpan<byte> data = reader.ReadExtension(out sbyte type);
        RequireRoom(ref reader, 0, expected);
        switch (type)
        {
            case ExtensionType.Undefined when data.IsEmpty:
                return default;
            case ExtensionType.Timestamp:
                return StoreValue.FromUnixMilliseconds(MessagePackReader.TimestampToMilliseconds(data));
            case ExtensionType.Map or ExtensionType.Set:
                bounds.RequireDepth(depth + 1);
                var inner = new MessagePackReader(data);
                StoreValue value = type == ExtensionType.Map ? ReadMap(ref inner, bounds, names, depth + 1) : ReadSet(ref inner, bounds, names);
                return inner.End ? value : throw new MessagePackFormatException($"{inner.Remaining} bytes follow the {value.Kind} in its extension.");
            default:
                throw new MessagePackFormatException($"An extension of type {type} with {data.Length} bytes is no value.");
        }
    }

    private static MapValue ReadMap(ref MessagePackReader reader, Bounds bounds, NameCache? names, int depth)
    {
        int count = reader.ReadArrayHeader();
        if (count % 2 != 0) throw new MessagePackFormatException($"A Map's array has {count} items: a key has no value.");
        if (count == 0) return MapValue.Empty;
        var entries = new OrderedDictionary<StoreValue, StoreValue>(count / 2);
        for (int i = 0; i < count; i += 2)
        {
            StoreValue key = ReadScalar(ref reader, names);
            bounds.RequireKey(key);
            MapValue.Add(entries, key, Read(ref reader, bounds, names, depth, count - i - 2));
        }

        return MapValue.Wrap(entries);
    }

    private static SetValue ReadSet(ref MessagePackReader reader, Bounds bounds, NameCache? names)
    {
        int count = reader.ReadArrayHeader();
        if (count == 0) return SetValue.Empty;
        var members = new OrderedDictionary<StoreValue, bool>(count);
        for (int i = 0; i < count; i++) SetValue.Add(members, ReadScalar(ref reader, names: null));
        return SetValue.Wrap(members);
    }

    private static void RequireRoom(ref MessagePackReader reader, long count, long expected)
    {
        if (count + expected > reader.Remaining)
            throw new MessagePackFormatException($"At byte {reader.Offset}: {count} items and {expected} after them cannot fit the {reader.Remaining} bytes that are left.");
    }
}
