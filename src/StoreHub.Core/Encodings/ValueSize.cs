using StoreHub.MessagePack;

namespace StoreHub.Encodings;

/// <summary>
/// How many bytes <see cref="ValueEncoding"/> writes for a value, without writing them. A long, since a value may refer to one part many
/// times and so be larger than any buffer.
/// </summary>
internal static class ValueSize
{
    public static long Of(StoreValue value)
    {
        long size;
        switch (value.Kind)
        {
            case ValueKind.Object:
                OrderedDictionary<string, StoreValue> entries = value.AsObject().Entries;
                size = MessagePackSize.OfCount(entries.Count);
                foreach ((string key, StoreValue item) in entries) size += MessagePackSize.OfString(key) + Of(item);
                return size;
            case ValueKind.Array:
                ReadOnlySpan<StoreValue> items = value.AsArray().Items;
                size = MessagePackSize.OfCount(items.Length);
                foreach (StoreValue item in items) size += Of(item);
                return size;
            case ValueKind.Map:
                OrderedDictionary<StoreValue, StoreValue> pairs = value.AsMap().Entries;
                size = MessagePackSize.OfCount(pairs.Count * 2);
                foreach ((StoreValue key, StoreValue item) in pairs) size += OfScalar(key) + Of(item);
                return MessagePackSize.OfExtension(size);
            case ValueKind.Set:
                SetValue set = value.AsSet();
                size = MessagePackSize.OfCount(set.Count);
                foreach ((StoreValue member, _) in set.Members) size += OfScalar(member);
                return MessagePackSize.OfExtension(size);
            default:
                return OfScalar(value);
        }
    }

    public static long OfScalar(StoreValue value) => value.Kind switch
    {
        ValueKind.Undefined => MessagePackSize.OfExtension(0),
        ValueKind.Null => MessagePackSize.Nil,
        ValueKind.Boolean => MessagePackSize.Boolean,
        ValueKind.Number => MessagePackSize.OfNumber(value.AsNumber()),
        ValueKind.String => MessagePackSize.OfString(value.AsString()),
        ValueKind.Bytes => MessagePackSize.OfBinary(value.AsBytes().Length),
        ValueKind.Instant => MessagePackSize.OfTimestamp(value.AsUnixMilliseconds()),
        _ => throw new ArgumentException($"A value of kind {value.Kind} is no scalar.", nameof(value)),
    };
}
