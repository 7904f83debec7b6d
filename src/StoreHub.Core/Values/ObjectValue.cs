using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace StoreHub;

/// <summary>An immutable object: string keys in insertion order.</summary>
public sealed class ObjectValue : ContainerValue, IReadOnlyDictionary<string, StoreValue>
{
    private readonly OrderedDictionary<string, StoreValue> _entries;

    private ObjectValue(OrderedDictionary<string, StoreValue> entries)
    {
        _entries = entries;
        int depth = 1;
        foreach ((_, StoreValue value) in entries) depth = Over(depth, value);
        Depth = depth;
    }

    /// <summary>The object without keys.</summary>
    public static ObjectValue Empty { get; } = new(new(StringComparer.Ordinal));

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Object;

    /// <inheritdoc/>
    public override int Count => _entries.Count;

    /// <summary>The keys, in insertion order.</summary>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>The values, in insertion order.</summary>
    public IEnumerable<StoreValue> Values => _entries.Values;

    /// <summary>The value at a key; <see cref="StoreValue.Undefined"/> if it has none.</summary>
    public StoreValue this[string key] => _entries.TryGetValue(key, out StoreValue value) ? value : default;

    /// <summary>Makes an object.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.DuplicateKey"/>, <see cref="StoreErrorCode.ForbiddenKey"/>, <see cref="StoreErrorCode.LoneSurrogate"/>.</exception>
    public static ObjectValue Create(IEnumerable<KeyValuePair<string, StoreValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var ordered = new OrderedDictionary<string, StoreValue>(StringComparer.Ordinal);
        foreach ((string key, StoreValue value) in entries)
        {
            Add(ordered, ValueText.RequireWellFormed(key), value);
        }

        return Wrap(ordered);
    }

    internal OrderedDictionary<string, StoreValue> Entries => _entries;

    /// <summary>Adds an entry whose key is well-formed.</summary>
    internal static void Add(OrderedDictionary<string, StoreValue> entries, string key, StoreValue value)
    {
        if (ValueText.IsForbiddenKey(key)) throw ValueText.Forbidden(key);
        if (!entries.TryAdd(key, value)) throw new StoreException(StoreErrorCode.DuplicateKey, $"The key '{key}' stands twice.", key);
    }

    /// <summary>Makes an object around entries, added by <see cref="Add"/>, that nobody changes any more.</summary>
    internal static ObjectValue Wrap(OrderedDictionary<string, StoreValue> entries) => entries.Count == 0 ? Empty : new ObjectValue(entries);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StoreValue value) => _entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, StoreValue>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
