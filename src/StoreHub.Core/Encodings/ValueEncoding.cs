using StoreHub.MessagePack;

namespace StoreHub.Encodings;

/// <summary>
/// Values as MessagePack, with object keys in their insertion order: how values travel and are kept. For comparing there is
/// <see cref="CanonicalEncoding"/>. Safe for any thread.
/// </summary>
public static class ValueEncoding
{
    /// <summary>Writes a value.</summary>
    public static void Write(MessagePackWriter writer, StoreValue value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.Kind)
        {
            case ValueKind.Object:
                OrderedDictionary<string, StoreValue> entries = value.AsObject().Entries;
                writer.WriteMapHeader(entries.Count);
                foreach ((string key, StoreValue item) in entries)
                {
                    writer.WriteString(key);
                    Write(writer, item);
                }

                break;
            case ValueKind.Array:
                ReadOnlySpan<StoreValue> items = value.AsArray().Items;
                writer.WriteArrayHeader(items.Length);
                foreach (StoreValue item in items) Write(writer, item);
                break;
            case ValueKind.Map:
                int start = writer.Length;
                OrderedDictionary<StoreValue, StoreValue> pairs = value.AsMap().Entries;
                writer.WriteArrayHeader(pairs.Count * 2);
                foreach ((StoreValue key, StoreValue item) in pairs)
                {
                    WriteScalar(writer, key);
                    Write(writer, item);
                }

                writer.EndExtension(start, ExtensionType.Map);
                break;
            case ValueKind.Set:
                WriteSet(writer, value.AsSet());
                break;
            default:
                WriteScalar(writer, value);
                break;
        }
    }

    /// <summary>A value's bytes.</summary>
    public static byte[] ToBytes(StoreValue value)
    {
        var writer = new MessagePackWriter();
        Write(writer, value);
        return writer.ToArray();
    }

    /// <summary>Reads a value, however hostile the bytes: what is allocated stays in proportion to them.</summary>
    /// <param name="reader">Stands before the value; afterwards behind it.</param>
    /// <param name="limits">Depth and key size; if null, only the format's own depth of 520 levels.</param>
    /// <exception cref="MessagePackFormatException">The bytes are no value.</exception>
    /// <exception cref="StoreException">A value that stores refuse: duplicate or forbidden keys, unsafe integers, too deep.</exception>
    public static StoreValue Read(ref MessagePackReader reader, StoreLimits? limits = null) => ValueDecoder.Read(ref reader, limits, names: null);

    /// <summary>Reads a value that the bytes hold and nothing else.</summary>
    /// <exception cref="MessagePackFormatException">The bytes are no value, or more than one.</exception>
    /// <exception cref="StoreException">A value that stores refuse.</exception>
    public static StoreValue FromBytes(ReadOnlySpan<byte> bytes, StoreLimits? limits = null)
    {
        var reader = new MessagePackReader(bytes);
        StoreValue value = Read(ref reader, limits);
        return reader.End ? value : throw new MessagePackFormatException($"{reader.Remaining} bytes follow the value.");
    }

    internal static void WriteScalar(MessagePackWriter writer, StoreValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Undefined: writer.WriteExtension(ExtensionType.Undefined, default); break;
            case ValueKind.Null: writer.WriteNil(); break;
            case ValueKind.Boolean: writer.WriteBoolean(value.AsBoolean()); break;
            case ValueKind.Number: writer.WriteNumber(value.AsNumber()); break;
            case ValueKind.String: writer.WriteString(value.AsString()); break;
            case ValueKind.Bytes: writer.WriteBinary(value.AsBytes().Span); break;
            case ValueKind.Instant: writer.WriteTimestamp(value.AsUnixMilliseconds()); break;
            default: throw new ArgumentException($"A value of kind {value.Kind} is no scalar.", nameof(value));
        }
    }

    internal static void WriteSet(MessagePackWriter writer, SetValue set)
    {
        int start = writer.Length;
        writer.WriteArrayHeader(set.Count);
        foreach ((StoreValue member, _) in set.Members) WriteScalar(writer, member);
        writer.EndExtension(start, ExtensionType.Set);
    }
}
