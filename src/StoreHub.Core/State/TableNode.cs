using System.Diagnostics;

namespace StoreHub.State;

/// <summary>
/// A hash table that keeps insertion order and can put a removed entry back where it stood, both in constant time: entries are linked
/// in order through their slots. Slots are stable while an entry lives; freed slots are reused last in, first out, so that undoing
/// in reverse order gives every entry its old slot back.
/// </summary>
internal abstract class TableNode<TKey, TRule> : ContainerNode
    where TKey : notnull
    where TRule : struct, IKeyRule<TKey>
{
    public const int None = -1;

    private int[]? _buckets;
    private Slot[] _slots = [];
    private int _used;
    private int _free = None;
    private int _first = None;
    private int _last = None;
    private int _count;

    public sealed override int Count => _count;

    /// <summary>The first slot in order, or <see cref="None"/>.</summary>
    public int First => _first;

    /// <summary>The slot after one, in order, or <see cref="None"/>.</summary>
    public int Next(int slot) => _slots[slot].After;

    /// <summary>The slot before one, in order, or <see cref="None"/>.</summary>
    public int Previous(int slot) => _slots[slot].Before;

    public TKey KeyAt(int slot) => _slots[slot].Key;

    public ref StoreValue ValueAt(int slot) => ref _slots[slot].Value;

    /// <summary>The generation in which the overlay wrote this slot or walked through it.</summary>
    public ref uint StampAt(int slot) => ref _slots[slot].Stamp;

    public int Find(TKey key)
    {
        if (_buckets is null) return None;
        int hash = TRule.HashOf(key);
        for (int slot = _buckets[Bucket(hash)] - 1; slot >= 0; slot = _slots[slot].NextInBucket)
        {
            ref Slot entry = ref _slots[slot];
            if (entry.Hash == hash && TRule.AreEqual(entry.Key, key)) return slot;
        }

        return None;
    }

    /// <summary>Adds an entry that is not there yet, after all others.</summary>
    public int Add(TKey key, StoreValue value) => Insert(key, value, _last);

    /// <summary>Adds an entry that is not there yet, after slot <paramref name="previous"/> (<see cref="None"/>: before all).</summary>
    public int Insert(TKey key, StoreValue value, int previous)
    {
        Debug.Assert(Find(key) == None);
        if (_free == None && _used == _slots.Length) Grow();
        int slot;
        if (_free != None)
        {
            slot = _free;
            _free = _slots[slot].NextInBucket;
        }
        else
        {
            slot = _used++;
        }

        int hash = TRule.HashOf(key);
        ref int bucket = ref _buckets![Bucket(hash)];
        int next = previous == None ? _first : _slots[previous].After;
        _slots[slot] = new Slot { Hash = hash, NextInBucket = bucket - 1, Before = previous, After = next, Key = key, Value = value };
        bucket = slot + 1;
        if (previous == None) _first = slot;
        else _slots[previous].After = slot;
        if (next == None) _last = slot;
        else _slots[next].Before = slot;
        _count++;
        return slot;
    }

    public void RemoveAt(int slot)
    {
        ref Slot entry = ref _slots[slot];
        ref int bucket = ref _buckets![Bucket(entry.Hash)];
        if (bucket - 1 == slot)
        {
            bucket = entry.NextInBucket + 1;
        }
        else
        {
            int at = bucket - 1;
            while (_slots[at].NextInBucket != slot) at = _slots[at].NextInBucket;
            _slots[at].NextInBucket = entry.NextInBucket;
        }

        if (entry.Before == None) _first = entry.After;
        else _slots[entry.Before].After = entry.After;
        if (entry.After == None) _last = entry.Before;
        else _slots[entry.After].Before = entry.Before;
        entry = new Slot { NextInBucket = _free };
        _free = slot;
        _count--;
    }

    private int Bucket(int hash) => hash & (_buckets!.Length - 1);

    private void Grow()
    {
        int size = Math.Max(4, _slots.Length * 2);
        Array.Resize(ref _slots, size);
        _buckets = new int[size];
        for (int slot = _first; slot != None; slot = _slots[slot].After)
        {
            ref int bucket = ref _buckets[Bucket(_slots[slot].Hash)];
            _slots[slot].NextInBucket = bucket - 1;
            bucket = slot + 1;
        }
    }

    private struct Slot
    {
        public int Hash;
        public int NextInBucket;
        public int Before;
        public int After;
        public uint Stamp;
        public TKey Key;
        public StoreValue Value;
    }
}
