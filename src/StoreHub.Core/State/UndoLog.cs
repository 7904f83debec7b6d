namespace StoreHub.State;

/// <summary>
/// The changes that pending operations made, oldest first: the newest is undone first, the oldest settles first. A ring that grows,
/// so that steady writing allocates nothing.
/// </summary>
internal sealed class UndoLog
{
    private UndoEntry[] _ring = new UndoEntry[16];
    private int _head;
    private int _count;

    public int Count => _count;

    /// <summary>The operation of the open transaction that changes are noted for.</summary>
    public int Operation { get; set; }

    /// <summary>The entry at a position counted from the oldest.</summary>
    public ref UndoEntry this[int index] => ref _ring[(_head + index) & (_ring.Length - 1)];

    public ref UndoEntry Push(UndoKind kind)
    {
        if (_count == _ring.Length) Grow();
        ref UndoEntry entry = ref this[_count++];
        entry.Kind = kind;
        entry.Operation = Operation;
        return ref entry;
    }

    /// <summary>Takes back the newest change.</summary>
    public void UndoLast(uint generation)
    {
        ref UndoEntry entry = ref this[_count - 1];
        entry.Undo(generation);
        entry = default;
        _count--;
    }

    /// <summary>Drops the oldest changes, which are settled now.</summary>
    public void Drop(int count)
    {
        for (int i = 0; i < count; i++) this[i] = default;
        _head = (_head + count) & (_ring.Length - 1);
        _count -= count;
    }

    private void Grow()
    {
        var larger = new UndoEntry[_ring.Length * 2];
        for (int i = 0; i < _count; i++) larger[i] = this[i];
        _ring = larger;
        _head = 0;
    }
}
