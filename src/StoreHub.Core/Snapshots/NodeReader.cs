using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub.Snapshots;

/// <summary>
/// Reads live containers from bytes that nobody vouches for. Nothing is made from a count: every key, element and tombstone is made
/// when its own bytes were read.
/// </summary>
internal sealed class NodeReader(TreeAssembly assembly, SourceId[] sources)
{
    // characters of a text and other tiny strings come up again and again
    private const int SharedBytes = 4;

    private readonly NameCache _names = new();

    public ObjectNode ReadRoot(ref MessagePackReader reader) => reader.NextType == MessagePackType.Map
        ? ReadObject(ref reader, 1)
        : throw SnapshotRules.Malformed("its root is no object");

    private StoreValue Read(ref MessagePackReader reader, int depth)
    {
        switch (reader.NextType)
        {
            case MessagePackType.Map:
                return new StoreValue(ReadObject(ref reader, depth));
            case MessagePackType.Array:
                return new StoreValue(ReadArray(ref reader, depth));
            case MessagePackType.Extension:
                return ReadExtension(ref reader, depth);
            case MessagePackType.String:
                ReadOnlySpan<byte> utf8 = reader.ReadStringUtf8();
                return StoreValue.FromValidString(NameCache.Get(utf8.Length <= SharedBytes ? _names : null, utf8));
            default:
                return ValueDecoder.ReadScalar(ref reader, null);
        }
    }

    private ObjectNode ReadObject(ref MessagePackReader reader, int depth)
    {
        TreeAssembly.RequireDepth(depth);
        var node = new ObjectNode();
        for (int left = reader.ReadMapHeader(); left > 0; left--)
        {
            string key = _names.Get(reader.ReadStringUtf8());
            if (ValueText.IsForbiddenKey(key)) throw ValueText.Forbidden(key);
            if (node.Find(key) >= 0) throw new StoreException(StoreErrorCode.DuplicateKey, $"The key '{key}' stands twice.", key);
            node.Add(key, Read(ref reader, depth + 1));
        }

        return node;
    }

    private StoreValue ReadExtension(ref MessagePackReader reader, int depth)
    {
        ReadOnlySpan<byte> data = reader.ReadExtension(out sbyte type);
        switch (type)
        {
            case ExtensionType.Undefined when data.IsEmpty:
                return default;
            case ExtensionType.Timestamp:
                return StoreValue.FromUnixMilliseconds(MessagePackReader.TimestampToMilliseconds(data));
            case ExtensionType.Map or ExtensionType.Set:
                TreeAssembly.RequireDepth(depth);
                var inner = new MessagePackReader(data);
                StoreValue value = type == ExtensionType.Map ? new StoreValue(ReadMap(ref inner, depth)) : new StoreValue(ReadSet(ref inner));
                return inner.End ? value : throw new MessagePackFormatException($"{inner.Remaining} bytes follow the {value.Kind} in its extension.");
            default:
                throw new MessagePackFormatException($"An extension of type {type} with {data.Length} bytes is no value.");
        }
    }

    private MapNode ReadMap(ref MessagePackReader reader, int depth)
    {
        int count = reader.ReadArrayHeader();
        if (count % 2 != 0) throw new MessagePackFormatException($"A Map's array has {count} items: a key has no value.");
        var map = new MapNode();
        for (; count > 0; count -= 2)
        {
            StoreValue key = ScalarKey.RequireMapKey(ValueDecoder.ReadScalar(ref reader, _names));
            if (map.Find(key) >= 0) throw new StoreException(StoreErrorCode.DuplicateKey, $"The Map key {key} stands twice.");
            map.Add(key, Read(ref reader, depth + 1));
        }

        return map;
    }

    private SetNode ReadSet(ref MessagePackReader reader)
    {
        var set = new SetNode();
        for (int left = reader.ReadArrayHeader(); left > 0; left--)
        {
            StoreValue member = ScalarKey.Require(ValueDecoder.ReadScalar(ref reader, _names));
            if (set.Find(member) >= 0) throw new StoreException(StoreErrorCode.DuplicateKey, $"The Set member {member} stands twice.");
            set.Add(member, default);
        }

        return set;
    }

    private ArrayNode ReadArray(ref MessagePackReader reader, int depth)
    {
        TreeAssembly.RequireDepth(depth);
        if (reader.ReadArrayHeader() != 2) throw SnapshotRules.Malformed("an array is not written as runs and items");
        MessagePackReader runs = reader;
        reader.Skip();
        int items = reader.ReadArrayHeader();
        var array = new ArrayNode();
        Element? last = null;
        for (int left = runs.ReadArrayHeader(); left > 0; left--)
        {
            int fields = runs.ReadArrayHeader();
            ElementRun run = ReadRun(ref runs);
            if (fields != (run.Deleted ? ElementRun.Fields + 1 : ElementRun.Fields)) throw SnapshotRules.Malformed($"a run of kind {run.Kind} has {fields} fields");
            if (run.Deleted)
            {
                if (runs.ReadArrayHeader() != run.Count) throw SnapshotRules.Malformed($"a run of {run.Count} tombstones has another number of revisions");
                for (int i = 0; i < run.Count; i++) last = assembly.AppendTombstone(array, last, run[i], runs.ReadInt64());
            }
            else
            {
                items -= run.Count;
                if (items < 0) throw SnapshotRules.Malformed("an array has more live elements than items");
                for (int i = 0; i < run.Count; i++) last = TreeAssembly.Append(array, last, run[i], Read(ref reader, depth + 1));
            }
        }

        return items == 0 ? array : throw SnapshotRules.Malformed("an array has more items than live elements");
    }

    private ElementRun ReadRun(ref MessagePackReader reader)
    {
        long kind = reader.ReadInt64();
        long source = reader.ReadInt64();
        if (source < 0 || source >= sources.Length) throw SnapshotRules.Malformed($"the source {source} of a run is none of {sources.Length}");
        return ElementRun.Create(kind, sources[source], reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
    }
}
