using System.Collections;
using System.Runtime.InteropServices;
using StoreHub.Operations;

namespace StoreHub.Replicas;

/// <summary>The operations that a peer has applied and not settled, always in order. A live view to its readers.</summary>
internal sealed class PeerLog : IReadOnlyList<Operation>
{
    private readonly List<PeerEntry> _entries = [];

    public int Count => _entries.Count;

    public Operation this[int index] => _entries[index].Operation;

    public ref PeerEntry At(int index) => ref CollectionsMarshal.AsSpan(_entries)[index];

    public void Add(in PeerEntry entry) => _entries.Add(entry);

    /// <summary>How many entries stand before where this one belongs.</summary>
    public int PlaceOf(in PeerEntry entry)
    {
        // nearly everything comes late in the log
        if (Count == 0 || _entries[^1].CompareTo(entry) < 0) return Count;
        int place = _entries.BinarySearch(entry);
        return place < 0 ? ~place : place;
    }

    /// <summary>How many entries have at most this effective ts; they are the first ones.</summary>
    public int CountThrough(double ts)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_entries[middle].Ts <= ts) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Merges in entries that are sorted and all belong at or behind a place.</summary>
    public void Merge(List<PeerEntry> sorted, int place)
    {
        int old = Count - 1, next = sorted.Count - 1;
        CollectionsMarshal.SetCount(_entries, Count + sorted.Count);
        Span<PeerEntry> entries = CollectionsMarshal.AsSpan(_entries);
        for (int to = entries.Length - 1; next >= 0; to--)
            entries[to] = old >= place && entries[old].CompareTo(sorted[next]) > 0 ? entries[old--] : sorted[next--];
    }

    public void RemoveFirst(int count) => _entries.RemoveRange(0, count);

    public IEnumerator<Operation> GetEnumerator()
    {
        foreach (PeerEntry entry in _entries) yield return entry.Operation;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
