using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Dynamic;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>
/// A live object, as a plain one: <c>dynamic root = store.Root; root.user.name = "Alice"</c>. Has no public members of its own, so that every name is
/// the data's; casts to <see cref="IDictionary{TKey, TValue}"/>, <see cref="StoreNode"/>, <see cref="StoreValue"/> and <see cref="Store"/>. Reading what
/// is not there gives null, and writing under what is not there fails, as with any plain object. Safe for any thread.
/// </summary>
/// <remarks>
/// A number that is whole is read as an int, or a long where it needs one, all others as a double: divide by <c>2.0</c>, not by
/// <c>2</c>. <c>root.count++</c> is a read and a write; concurrent ones add up with <see cref="StoreNode.Increment"/>.
/// </remarks>
public sealed class StoreProxy : DynamicObject, IDictionary<string, object?>, ILiveView
{
    private readonly StoreNode _node;

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only dynamic call sites need dynamic code, and they warn where they stand; as a dictionary this type needs none.")]
    internal StoreProxy(StoreNode node) => _node = node;

    int ICollection<KeyValuePair<string, object?>>.Count => _node.Count;

    bool ICollection<KeyValuePair<string, object?>>.IsReadOnly => false;

    ICollection<string> IDictionary<string, object?>.Keys => [.. _node.Keys];

    ICollection<object?> IDictionary<string, object?>.Values => [.. Entries().Select(static entry => entry.Value)];

    object? IDictionary<string, object?>.this[string key]
    {
        get => Read(key);
        set => Write(key, value);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> GetDynamicMemberNames() => _node.Keys;

    /// <inheritdoc/>
    public override bool TryGetMember(GetMemberBinder binder, out object? result)
    {
        result = Read(binder.Name);
        return true;
    }

    /// <inheritdoc/>
    public override bool TrySetMember(SetMemberBinder binder, object? value)
    {
        Write(binder.Name, value);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryDeleteMember(DeleteMemberBinder binder)
    {
        _node[binder.Name].Delete();
        return true;
    }

    /// <inheritdoc/>
    public override bool TryGetIndex(GetIndexBinder binder, object[] indexes, out object? result)
    {
        result = indexes is [string key] ? Read(key) : null;
        return indexes is [string];
    }

    /// <inheritdoc/>
    public override bool TrySetIndex(SetIndexBinder binder, object[] indexes, object? value)
    {
        if (indexes is not [string key]) return false;
        Write(key, value);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryConvert(ConvertBinder binder, out object? result)
    {
        result = binder.Type == typeof(StoreNode) ? _node
            : binder.Type == typeof(StoreValue) ? _node.Value
            : binder.Type == typeof(Store) ? _node.Store
            : (object?)null;
        return result is not null;
    }

    /// <summary>Both views of the same place of the same store.</summary>
    public override bool Equals(object? obj) => obj is StoreProxy other && other._node.Store == _node.Store && other._node.Path.Equals(_node.Path);

    /// <inheritdoc/>
    public override int GetHashCode() => _node.Path.GetHashCode();

    /// <summary>The state as tagged JSON.</summary>
    public override string ToString() => _node.Value.ToString() ?? "";

    void IDictionary<string, object?>.Add(string key, object? value) => _node.Store.Batch(() =>
    {
        if (Has(key)) throw new ArgumentException($"The object has a key '{key}' already.", nameof(key));
        Write(key, value);
    });

    bool IDictionary<string, object?>.ContainsKey(string key) => Has(key);

    bool IDictionary<string, object?>.Remove(string key) => _node[key].Delete();

    bool IDictionary<string, object?>.TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        lock (_node.Store.Gate)
        {
            value = Read(key);
            return Has(key);
        }
    }

    void ICollection<KeyValuePair<string, object?>>.Add(KeyValuePair<string, object?> item) => ((IDictionary<string, object?>)this).Add(item.Key, item.Value);

    void ICollection<KeyValuePair<string, object?>>.Clear() => _node.Store.Batch(() =>
    {
        foreach (string key in _node.Keys) _node[key].Delete();
    });

    bool ICollection<KeyValuePair<string, object?>>.Contains(KeyValuePair<string, object?> item) => Has(item.Key) && Equals(Read(item.Key), item.Value);

    void ICollection<KeyValuePair<string, object?>>.CopyTo(KeyValuePair<string, object?>[] array, int arrayIndex) => Entries().CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object?>>.Remove(KeyValuePair<string, object?> item) =>
        _node.Store.Batch(() => ((ICollection<KeyValuePair<string, object?>>)this).Contains(item) && _node[item.Key].Delete());

    IEnumerator<KeyValuePair<string, object?>> IEnumerable<KeyValuePair<string, object?>>.GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)Entries()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Entries().GetEnumerator();

    StoreValue IStoreValueSource.ToStoreValue() => _node.Value;

    StoreNode ILiveView.Place => _node;

    private bool Has(string key)
    {
        lock (_node.Store.Gate) return _node.Store.Tree.Read(_node.Path.Segments).Container is ObjectNode node && node.Find(key) >= 0;
    }

    private object? Read(string key)
    {
        Store store = _node.Store;
        lock (store.Gate)
        {
            if (store.Tree.Read(_node.Path.Segments).Container is not ObjectNode node || node.Find(key) is not (>= 0 and int slot)) return null;
            return PlainValue.Of(store, _node.Path, new PathSegment(key), node.ValueAt(slot));
        }
    }

    private void Write(string key, object? value)
    {
        StoreValue copy = PlainValue.CopyIn(value, _node.Store.Writer.Limits);
        _node.Store.Write((Path: _node.Path.Append(new PathSegment(key)), copy), static (store, write) =>
        {
            NodeWrites.Set(store, write.Path, write.copy, strict: true);
            return true;
        });
    }

    private KeyValuePair<string, object?>[] Entries()
    {
        lock (_node.Store.Gate) return [.. _node.Keys.Select(key => new KeyValuePair<string, object?>(key, Read(key)))];
    }
}
