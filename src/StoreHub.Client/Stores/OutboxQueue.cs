using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace StoreHub.Client.Stores;

/// <summary>
/// Entries by rising seq, taken off at the front and found by seq in the middle: a writer may be thousands of transactions ahead of its
/// hub, and none of what is done per transaction may cost time in proportion to that. Used under the store's lock.
/// </summary>
internal sealed class OutboxQueue : IEnumerable<OutboxEntry>
{
    private readonly List<OutboxEntry> _entries = [];
    private int _first;

    public int Count => _entries.Count - _first;

    public void Enqueue(OutboxEntry entry) => _entries.Add(entry);

    public bool TryPeek([MaybeNullWhen(false)] out OutboxEntry entry)
    {
        entry = Count > 0 ? _entries[_first] : null;
        return entry is not null;
    }

    public OutboxEntry Dequeue()
    {
        OutboxEntry entry = _entries[_first];
        _entries[_first++] = null!;
        if (_first < 64 || _first * 2 < _entries.Count) return entry;
        _entries.RemoveRange(0, _first);
        _first = 0;
        return entry;
    }

    /// <summary>The entry whose transaction begins with a seq, or null.</summary>
    public OutboxEntry? Find(long firstSeq) =>
        IndexAfter(firstSeq - 1) is var at && at < _entries.Count && _entries[at].Transaction.FirstSeq == firstSeq ? _entries[at] : null;

    /// <summary>The entries whose transactions begin after a seq.</summary>
    public IEnumerable<OutboxEntry> After(long seq)
    {
        for (int at = IndexAfter(seq); at < _entries.Count; at++) yield return _entries[at];
    }

    public IEnumerator<OutboxEntry> GetEnumerator() => After(-1).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexAfter(long seq)
    {
        int low = _first, high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_entries[middle].Transaction.FirstSeq > seq) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
