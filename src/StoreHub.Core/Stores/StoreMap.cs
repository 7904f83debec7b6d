using System.Collections;
using System.Diagnostics.CodeAnalysis;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>A live Map, as a .NET dictionary and with JavaScript's methods. Values read out are .NET scalars or live views.</summary>
public sealed class StoreMap : StoreView, IDictionary<StoreValue, object?>
{
    internal StoreMap(Store store, StorePath path)
        : base(store, path)
    {
    }

    /// <summary>How many entries.</summary>
    public int Size => Count;

    /// <summary>The keys, in order, as they are now.</summary>
    public ICollection<StoreValue> Keys
    {
        get
        {
            lock (Store.Gate) return Find<MapNode>() is { } map ? [.. NodeCopy.Keys(map)] : [];
        }
    }

    /// <summary>The values, in order, as they are now.</summary>
    public ICollection<object?> Values => [.. Copy().Select(static entry => entry.Value)];

    /// <summary>The entries, in order, as they are now.</summary>
    public IReadOnlyList<KeyValuePair<StoreValue, object?>> Entries => Copy();

    bool ICollection<KeyValuePair<StoreValue, object?>>.IsReadOnly => false;

    private protected override string Label => "Map";

    /// <summary>The value at a key; null if it has none. Setting copies in.</summary>
    public object? this[StoreValue key]
    {
        get => Get(key);
        set => Set(key, value);
    }

    /// <summary>The value at a key; null if it has none.</summary>
    public object? Get(StoreValue key) => TryGetValue(key, out object? value) ? value : null;

    /// <summary>The value at a key as a .NET type; see <see cref="StoreValue.TryConvert"/>.</summary>
    /// <exception cref="InvalidCastException">It cannot be one.</exception>
    public T Get<T>(StoreValue key)
    {
        StoreValue normal = ScalarKey.Require(key);
        lock (Store.Gate) return Convert<T>(Find<MapNode>() is { } map && map.Find(normal) is >= 0 and int slot ? map.ValueAt(slot) : default, new PathSegment(normal));
    }

    /// <summary>Gives a key a value; a new entry stands at the end.</summary>
    /// <returns>This Map, for chaining.</returns>
    public StoreMap Set(StoreValue key, object? value)
    {
        StoreValue copy = CopyIn(value);
        StoreValue normal = ScalarKey.Require(key);
        Write<MapNode, bool>(_ =>
        {
            StoreWriter writer = Store.Writer;
            writer.Add(new MapSetOperation(writer.Source, writer.NextSeq, writer.Ts, Path, normal, copy));
            return true;
        });
        return this;
    }

    /// <summary>Whether there is an entry.</summary>
    public bool Has(StoreValue key)
    {
        lock (Store.Gate) return Find<MapNode>() is { } map && map.Find(ScalarKey.Normalize(key)) >= 0;
    }

    /// <summary>Removes an entry; makes no operation if there is none.</summary>
    public bool Delete(StoreValue key) => Write<MapNode, bool>(map =>
    {
        StoreValue normal = ScalarKey.Normalize(key);
        if (map.Find(normal) < 0) return false;
        StoreWriter writer = Store.Writer;
        writer.Add(new MapDeleteOperation(writer.Source, writer.NextSeq, writer.Ts, Path, normal));
        return true;
    });

    /// <summary>Removes all entries; makes no operation if there are none.</summary>
    public void Clear() => Write<MapNode, bool>(map =>
    {
        if (map.Count == 0) return false;
        StoreWriter writer = Store.Writer;
        writer.Add(new MapClearOperation(writer.Source, writer.NextSeq, writer.Ts, Path));
        return true;
    });

    /// <summary>Calls back for each entry that is there now, in order.</summary>
    public void ForEach(Action<StoreValue, object?> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        foreach ((StoreValue key, object? value) in Copy()) action(key, value);
    }

    /// <inheritdoc/>
    public bool TryGetValue(StoreValue key, [MaybeNullWhen(false)] out object? value)
    {
        lock (Store.Gate)
        {
            value = null;
            if (Find<MapNode>() is not { } map) return false;
            StoreValue normal = ScalarKey.Normalize(key);
            int slot = map.Find(normal);
            if (slot < 0) return false;
            value = PlainValue.Of(Store, Path, new PathSegment(normal), map.ValueAt(slot));
            return true;
        }
    }

    /// <inheritdoc cref="Has"/>
    public bool ContainsKey(StoreValue key) => Has(key);

    /// <inheritdoc cref="Delete"/>
    public bool Remove(StoreValue key) => Delete(key);

    /// <summary>Adds an entry.</summary>
    /// <exception cref="ArgumentException">The key has one already.</exception>
    public void Add(StoreValue key, object? value) => Store.Batch(() =>
    {
        if (Has(key)) throw new ArgumentException($"The Map has an entry {key} already.", nameof(key));
        Set(key, value);
    });

    void ICollection<KeyValuePair<StoreValue, object?>>.Add(KeyValuePair<StoreValue, object?> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<StoreValue, object?>>.Contains(KeyValuePair<StoreValue, object?> item) => TryGetValue(item.Key, out object? value) && Equals(value, item.Value);

    bool ICollection<KeyValuePair<StoreValue, object?>>.Remove(KeyValuePair<StoreValue, object?> item) =>
        Store.Batch(() => ((ICollection<KeyValuePair<StoreValue, object?>>)this).Contains(item) && Delete(item.Key));

    void ICollection<KeyValuePair<StoreValue, object?>>.CopyTo(KeyValuePair<StoreValue, object?>[] array, int arrayIndex) => Copy().CopyTo(array, arrayIndex);

    /// <summary>The entries as they are now, in order.</summary>
    public IEnumerator<KeyValuePair<StoreValue, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<StoreValue, object?>>)Copy()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private KeyValuePair<StoreValue, object?>[] Copy()
    {
        lock (Store.Gate)
        {
            if (Find<MapNode>() is not { } map) return [];
            var entries = new KeyValuePair<StoreValue, object?>[map.Count];
            int next = 0;
            for (int slot = map.First; slot >= 0; slot = map.Next(slot))
                entries[next++] = new(map.KeyAt(slot), PlainValue.Of(Store, Path, new PathSegment(map.KeyAt(slot)), map.ValueAt(slot)));
            return entries;
        }
    }
}
