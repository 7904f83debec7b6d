using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace StoreHub;

/// <summary>An immutable Map: scalar keys in insertion order. Keys are compared by value; −0 and 0 are one key.</summary>
public sealed class MapValue : ContainerValue, IReadOnlyDictionary<StoreValue, StoreValue>
{
    private readonly OrderedDictionary<StoreValue, StoreValue> _entries;

    private MapValue(OrderedDictionary<StoreValue, StoreValue> entries)
    {
        _entries = entries;
        int depth = 1;
        foreach ((_, StoreValue value) in entries) depth = Over(depth, value);
        Depth = depth;
    }

    /// <summary>The Map without entries.</summary>
    public static MapValue Empty { get; } = new([]);

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Map;

    /// <inheritdoc/>
    public override int Count => _entries.Count;

    /// <summary>The keys, in insertion order.</summary>
    public IEnumerable<StoreValue> Keys => _entries.Keys;

    /// <summary>The values, in insertion order.</summary>
    public IEnumerable<StoreValue> Values => _entries.Values;

    /// <summary>The value at a key; <see cref="StoreValue.Undefined"/> if it has none.</summary>
    public StoreValue this[StoreValue key] => _entries.TryGetValue(ScalarKey.Normalize(key), out StoreValue value) ? value : default;

    /// <summary>Makes a Map.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.DuplicateKey"/>, <see cref="StoreErrorCode.InvalidKey"/>, <see cref="StoreErrorCode.ForbiddenKey"/>.</exception>
    public static MapValue Create(IEnumerable<KeyValuePair<StoreValue, StoreValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var ordered = new OrderedDictionary<StoreValue, StoreValue>();
        foreach ((StoreValue key, StoreValue value) in entries) Add(ordered, key, value);
        return Wrap(ordered);
    }

    internal OrderedDictionary<StoreValue, StoreValue> Entries => _entries;

    /// <summary>Adds an entry.</summary>
    internal static void Add(OrderedDictionary<StoreValue, StoreValue> entries, StoreValue key, StoreValue value)
    {
        if (!entries.TryAdd(ScalarKey.RequireMapKey(key), value)) throw new StoreException(StoreErrorCode.DuplicateKey, $"The Map key {key} stands twice.");
    }

    /// <summary>Makes a Map around entries, added by <see cref="Add"/>, that nobody changes any more.</summary>
    internal static MapValue Wrap(OrderedDictionary<StoreValue, StoreValue> entries) => entries.Count == 0 ? Empty : new MapValue(entries);

    /// <inheritdoc/>
    public bool ContainsKey(StoreValue key) => _entries.ContainsKey(ScalarKey.Normalize(key));

    /// <inheritdoc/>
    public bool TryGetValue(StoreValue key, [MaybeNullWhen(false)] out StoreValue value) => _entries.TryGetValue(ScalarKey.Normalize(key), out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<StoreValue, StoreValue>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
