using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StoreHub;

/// <summary>
/// Copies .NET values into store values, on write. Every refusal names the place within the caller's value. Used for one copy and
/// then thrown away.
/// </summary>
internal sealed class ValueCopy(StoreLimits limits)
{
    private readonly CopyPlace _place = new(limits);
    private HashSet<object>? _open;

    /// <exception cref="StoreException">Names the place within <paramref name="value"/>.</exception>
    [RequiresUnreferencedCode(PlainObject.Trimming)]
    public StoreValue Copy(object? value)
    {
        switch (value)
        {
            case null: return StoreValue.Null;
            case StoreValue ready: return _place.Require(ready);
            case ContainerValue container: return _place.Require(new StoreValue(container));
            case IStoreValueSource live: return _place.Require(live.ToStoreValue());
            case JsonElement element: return JsonCopy.Copy(element, _place);
            case JsonDocument document: return JsonCopy.Copy(document.RootElement, _place);
            case JsonValue node: return Copy(node.GetValue<object>());
            case Delegate or Type or Task or Stream or Exception or System.Reflection.MemberInfo or ITuple: throw Unsupported(value);
        }

        try
        {
            return ScalarCopy.TryCopy(value, out StoreValue scalar) ? scalar : CopyContainer(value);
        }
        catch (StoreException refusal) when (refusal.Path is null)
        {
            throw _place.Here(refusal);
        }
    }

    [RequiresUnreferencedCode(PlainObject.Trimming)]
    private StoreValue CopyContainer(object value)
    {
        _open ??= new HashSet<object>(ReferenceEqualityComparer.Instance);
        if (!_open.Add(value)) throw _place.Fail(StoreErrorCode.Cycle, $"The value of type {value.GetType()} contains itself.");
        _place.Enter();
        StoreValue copy = value is IEnumerable collection ? CopyCollection(collection)
            : PlainObject.IsPlain(value.GetType()) ? CopyObject(PlainObject.Properties(value))
            : throw Unsupported(value);
        _place.Leave();
        _open.Remove(value);
        return copy;
    }

    [RequiresUnreferencedCode(PlainObject.Trimming)]
    private StoreValue CopyCollection(IEnumerable collection) => CollectionShape.Of(collection) switch
    {
        ValueKind.Object => CopyObject(CollectionShape.Entries(collection)),
        ValueKind.Map => CopyMap(CollectionShape.Entries(collection)),
        ValueKind.Set => CopySet(collection),
        _ => CopyArray(collection),
    };

    [RequiresUnreferencedCode(PlainObject.Trimming)]
    private ObjectValue CopyObject(IEnumerable<KeyValuePair<object?, object?>> properties)
    {
        var entries = new OrderedDictionary<string, StoreValue>(StringComparer.Ordinal);
        foreach ((object? name, object? value) in properties)
        {
            string key = ValueText.RequireWellFormed((string)name!);
            _place.Push(key);
            StoreValue copy = Copy(value);
            try
            {
                _place.Add(entries, key, copy);
            }
            catch (StoreException refusal) when (refusal.Path == key)
            {
                throw _place.Here(refusal);
            }

            _place.Pop();
            RequireCount(entries.Count);
        }

        return ObjectValue.Wrap(entries);
    }

    [RequiresUnreferencedCode(PlainObject.Trimming)]
    private MapValue CopyMap(IEnumerable<KeyValuePair<object?, object?>> pairs)
    {
        var entries = new OrderedDictionary<StoreValue, StoreValue>();
        foreach ((object? name, object? value) in pairs)
        {
            StoreValue key = ScalarKey.RequireMapKey(Copy(name));
            _place.Push(key);
            _place.Bounds.RequireKey(key, _place);
            StoreValue copy = Copy(value);
            MapValue.Add(entries, key, copy);
            _place.Pop();
            RequireCount(entries.Count);
        }

        return MapValue.Wrap(entries);
    }

    [RequiresUnreferencedCode(PlainObject.Trimming)]
    private SetValue CopySet(IEnumerable items)
    {
        var members = new OrderedDictionary<StoreValue, bool>();
        foreach (object? item in items)
        {
            SetValue.Add(members, Copy(item));
            RequireCount(members.Count);
        }

        return SetValue.Wrap(members);
    }

    [RequiresUnreferencedCode(PlainObject.Trimming)]
    private ArrayValue CopyArray(IEnumerable items)
    {
        var values = new List<StoreValue>();
        foreach (object? item in items)
        {
            _place.Push(values.Count);
            values.Add(Copy(item));
            _place.Pop();
            RequireCount(values.Count);
        }

        return ArrayValue.Wrap([.. values]);
    }

    /// <summary>Every item takes a byte: this ends an endless enumeration.</summary>
    private void RequireCount(int count)
    {
        if (count > limits.MaxOperationBytes)
            throw _place.Fail(StoreErrorCode.TooLarge, $"More than {limits.MaxOperationBytes} items are more bytes than an operation may have.", limits.MaxOperationBytes);
    }

    private StoreException Unsupported(object value) =>
        _place.Fail(StoreErrorCode.UnsupportedType, $"No store value can hold a {value.GetType()}.");
}
