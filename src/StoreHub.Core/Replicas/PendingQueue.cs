using System.Runtime.InteropServices;

namespace StoreHub.Replicas;

/// <summary>The overlay's transactions by seq: added at the end, settled at the front, both in constant time.</summary>
internal sealed class PendingQueue
{
    private readonly List<PendingTransaction> _items = [];
    private int _head;

    public int Count => _items.Count - _head;

    /// <summary>A transaction in its place; valid until one is added or removed.</summary>
    public ref PendingTransaction this[int index] => ref CollectionsMarshal.AsSpan(_items)[_head + index];

    public void Add(in PendingTransaction item) => _items.Add(item);

    public void RemoveFirst()
    {
        _items[_head++] = default;
        if (_head < 32 || _head * 2 < _items.Count) return;
        _items.RemoveRange(0, _head);
        _head = 0;
    }

    public void RemoveAt(int index)
    {
        if (index == 0) RemoveFirst();
        else _items.RemoveAt(_head + index);
    }

    public void Clear()
    {
        _items.Clear();
        _head = 0;
    }
}
