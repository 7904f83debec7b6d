using System.Text.Json;
using StoreHub.Encodings;
using StoreHub.Operations;

namespace StoreHub.Json;

/// <summary>The properties of one operation's JSON, in whatever order they came.</summary>
internal ref struct OperationFields(StoreLimits? limits)
{
    private readonly Bounds _bounds = new(limits);
    private double? _ts;
    private SourceId? _source;
    private long? _seq;
    private OperationType? _type;
    private StoreValue[]? _path;
    private StoreValue? _value;
    private StoreValue? _key;
    private int? _index;
    private int? _deleteCount;
    private StoreValue[]? _items;
    private SpliceAnchors? _anchors;
    private ElementId?[]? _identities;
    private bool _hasAnchors;

    /// <summary>Takes the property whose value stands here.</summary>
    public void Take(ref Utf8JsonReader reader, string name)
    {
        switch (name)
        {
            case "ts": Once(ref _ts, JsonFields.ReadTimestamp(ref reader, name), name); break;
            case "source": Once(ref _source, JsonFields.ReadSource(ref reader, name), name); break;
            case "seq": Once(ref _seq, JsonFields.ReadCounter(ref reader, name), name); break;
            case "type":
                string type = JsonFields.ReadString(ref reader, name);
                Once(ref _type, OperationNames.TryParse(type, out OperationType known) ? known : throw Malformed($"the type '{type}' is not known"), name);
                break;
            case "path":
                if (_path is not null) throw JsonFields.Twice(name);
                _path = ReadPath(ref reader);
                break;
            case "value": Once(ref _value, TaggedJsonReader.Read(ref reader, _bounds, 0), name); break;
            case "key": Once(ref _key, TaggedJsonReader.ReadScalar(ref reader), name); break;
            case "index": Once(ref _index, JsonFields.ReadCount(ref reader, name), name); break;
            case "deleteCount": Once(ref _deleteCount, JsonFields.ReadCount(ref reader, name), name); break;
            case "items":
                if (_items is not null) throw JsonFields.Twice(name);
                JsonFields.RequireArray(ref reader, name);
                _items = ReadItems(ref reader);
                break;
            case "anchors":
                if (_hasAnchors) throw JsonFields.Twice(name);
                _hasAnchors = true;
                _anchors = AnchorsJson.Read(ref reader, out _identities);
                break;
            default: JsonFields.Skip(ref reader); break;
        }
    }

    public readonly Operation Build()
    {
        OperationType type = JsonFields.Require(_type, "type");
        SourceId source = JsonFields.Require(_source, "source");
        long seq = JsonFields.Require(_seq, "seq");
        double ts = JsonFields.Require(_ts, "ts");
        StorePath path = BuildPath();
        OperationRules.RequirePath(type, path);
        try
        {
            return Build(type, source, seq, ts, path);
        }
        catch (StoreException refusal) when (refusal.Path is null)
        {
            throw new StoreException(refusal.Code, $"{refusal.Message} (At {path}.)", path.ToString(), refusal.Limit, refusal);
        }
    }

    private readonly Operation Build(OperationType type, SourceId source, long seq, double ts, StorePath path)
    {
        // JSON.stringify leaves undefined out: a missing value is one
        StoreValue value = _value.GetValueOrDefault();
        switch (type)
        {
            case OperationType.Set: return new SetOperation(source, seq, ts, path, value);
            case OperationType.Delete: return new DeleteOperation(source, seq, ts, path);
            case OperationType.Splice: return new SpliceOperation(source, seq, ts, path, _index ?? 0, _deleteCount ?? 0, _items ?? [], _anchors);
            case OperationType.MapSet: return new MapSetOperation(source, seq, ts, path, Key(), value);
            case OperationType.MapDelete: return new MapDeleteOperation(source, seq, ts, path, Key());
            case OperationType.MapClear: return new MapClearOperation(source, seq, ts, path);
            case OperationType.SetAdd: return new SetAddOperation(source, seq, ts, path, ScalarKey.Require(value));
            case OperationType.SetDelete: return new SetDeleteOperation(source, seq, ts, path, ScalarKey.Require(value));
            case OperationType.SetClear: return new SetClearOperation(source, seq, ts, path);
            default:
                return value.IsNumber
                    ? new IncrementOperation(source, seq, ts, path, value.AsNumber())
                    : throw Malformed($"an increment's 'value' is a number, not of kind {value.Kind}");
        }
    }

    private readonly StoreValue Key()
    {
        StoreValue key = ScalarKey.RequireMapKey(_key.GetValueOrDefault());
        _bounds.RequireKey(key);
        return key;
    }

    private readonly StorePath BuildPath()
    {
        StoreValue[] keys = _path ?? throw Malformed("'path' is missing");
        if (_identities is { } given && given.Length != keys.Length) throw Malformed($"'anchors.path' has {given.Length} entries for {keys.Length} steps");
        if (keys.Length == 0) return StorePath.Root;
        var segments = new PathSegment[keys.Length];
        for (int i = 0; i < segments.Length; i++) segments[i] = new PathSegment(keys[i], _identities?[i]);
        return StorePath.Wrap(segments);
    }

    private readonly StoreValue[] ReadPath(ref Utf8JsonReader reader)
    {
        JsonFields.RequireArray(ref reader, "path");
        var keys = new List<StoreValue>();
        for (JsonText.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonText.Next(ref reader))
        {
            StoreValue key = TaggedJsonReader.ReadScalar(ref reader);
            OperationRules.RequireStep(key);
            _bounds.RequireKey(key);
            keys.Add(key);
            OperationRules.RequirePathDepth(keys.Count, limits);
        }

        return [.. keys];
    }

    private readonly StoreValue[] ReadItems(ref Utf8JsonReader reader)
    {
        var items = new List<StoreValue>();
        for (JsonText.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonText.Next(ref reader)) items.Add(TaggedJsonReader.Read(ref reader, _bounds, 0));
        return [.. items];
    }

    private static void Once<T>(ref T? field, T value, string name)
        where T : struct => field = field is null ? value : throw JsonFields.Twice(name);

    private static StoreException Malformed(string what) => new(StoreErrorCode.MalformedOperation, $"Malformed operation: {what}.");
}
