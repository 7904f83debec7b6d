using System.Buffers;
using StoreHub.MessagePack;

namespace StoreHub.Encodings;

/// <summary>
/// Values as MessagePack with object keys sorted by their UTF-8 bytes, and Map entries and Set members in their order: equal values
/// have equal bytes, in any language. Safe for any thread.
/// </summary>
public static class CanonicalEncoding
{
    /// <summary>Writes a value.</summary>
    public static void Write(MessagePackWriter writer, StoreValue value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.Kind)
        {
            case ValueKind.Object:
                WriteObject(writer, value.AsObject().Entries);
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
                    ValueEncoding.WriteScalar(writer, key);
                    Write(writer, item);
                }

                writer.EndExtension(start, ExtensionType.Map);
                break;
            case ValueKind.Set:
                ValueEncoding.WriteSet(writer, value.AsSet());
                break;
            default:
                ValueEncoding.WriteScalar(writer, value);
                break;
        }
    }

    /// <summary>A value's canonical bytes.</summary>
    public static byte[] ToBytes(StoreValue value)
    {
        var writer = new MessagePackWriter();
        Write(writer, value);
        return writer.ToArray();
    }

    private static void WriteObject(MessagePackWriter writer, OrderedDictionary<string, StoreValue> entries)
    {
        int count = entries.Count;
        writer.WriteMapHeader(count);
        string[] keys = ArrayPool<string>.Shared.Rent(count);
        entries.Keys.CopyTo(keys, 0);
        Utf8KeyOrder.Sort(keys.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            writer.WriteString(keys[i]);
            Write(writer, entries[keys[i]]);
        }

        keys.AsSpan(0, count).Clear();
        ArrayPool<string>.Shared.Return(keys);
    }
}
