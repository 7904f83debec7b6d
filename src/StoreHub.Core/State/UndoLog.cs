namespace StoreHub.State;

/// <summary>
/// The changes that pending operations made, oldest first: the newest is undone first, the oldest settles first. A ring of chunks, so
/// that steady writing allocates nothing, and a log that only grows, as without a hub, is never copied.
/// </summary>
internal sealed class UndoLog
{
    private const int ChunkBits = 6;
    private const int Chunk = 1 << ChunkBits;

    private UndoEntry[]?[] _chunks = new UndoEntry[]?[4];
    private int _first;
    private int _head;
    private int _count;

    public int Count => _count;

    /// <summary>The operation of the open transaction that changes are noted for.</summary>
    public int Operation { get; set; }

    /// <summary>The entry at a position counted from the oldest.</summary>
    public ref UndoEntry this[int index] => ref ChunkAt((_head + index) >> ChunkBits)![(_head + index) & (Chunk - 1)];

    public ref UndoEntry Push(UndoKind kind)
    {
        int chunk = (_head + _count) >> ChunkBits;
        if (chunk == _chunks.Length) Grow();
        ChunkAt(chunk) ??= new UndoEntry[Chunk];
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
        _count -= count;
        // what was emptied stays in the ring, to be filled again
        _head = _count == 0 ? 0 : _head + count;
        _first = (_first + (_head >> ChunkBits)) & (_chunks.Length - 1);
        _head &= Chunk - 1;
    }

    private ref UndoEntry[]? ChunkAt(int chunk) => ref _chunks[(_first + chunk) & (_chunks.Length - 1)];

    private void Grow()
    {
        var larger = new UndoEntry[]?[_chunks.Length * 2];
        for (int i = 0; i < _chunks.Length; i++) larger[i] = ChunkAt(i);
        _chunks = larger;
        _first = 0;
    }
}
