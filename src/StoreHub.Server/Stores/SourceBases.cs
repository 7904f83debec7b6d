using System.Diagnostics.CodeAnalysis;
using StoreHub.Operations;

namespace StoreHub.Server.Stores;

/// <summary>
/// From where on each source that may still write sees history: its base. Their least is the floor. Not safe for several threads.
/// </summary>
/// <param name="time">Measures how long a source is offline.</param>
/// <param name="grace">How long an offline source counts.</param>
/// <param name="mayHaveUnknown">Whether the store has sources from before, which hold the floor until they had time to come back.</param>
internal sealed class SourceBases(TimeProvider time, TimeSpan grace, bool mayHaveUnknown)
{
    private readonly Dictionary<SourceId, Entry> _entries = [];
    private readonly Queue<(SourceId Source, long Since)> _left = [];
    private readonly long _start = time.GetTimestamp();
    private bool _mayHaveUnknown = mayHaveUnknown;

    /// <summary>How many sources are known.</summary>
    public int Count => _entries.Count;

    /// <summary>A source has come; what was known of its base stands, else it begins at <paramref name="least"/>.</summary>
    public void Open(SourceId source, long least)
    {
        Prune();
        if (TryGet(source, out Entry? entry)) entry.IsLive = true;
        else _entries[source] = new Entry { Base = least, IsLive = true };
    }

    /// <summary>Raises a source's base; never above what is durable, never back.</summary>
    /// <returns>Whether it rose.</returns>
    public bool Raise(SourceId source, long toBase, long durable)
    {
        toBase = Math.Min(toBase, durable);
        if (!TryGet(source, out Entry? entry) || toBase <= entry.Base) return false;
        entry.Base = toBase;
        return true;
    }

    /// <summary>A source has gone, and counts for the grace time.</summary>
    public void Leave(SourceId source)
    {
        Prune();
        if (!TryGet(source, out Entry? entry)) return;
        entry.IsLive = false;
        entry.OfflineSince = time.GetTimestamp();
        _left.Enqueue((source, entry.OfflineSince));
    }

    /// <summary>The least base of the sources that count, at most what is durable.</summary>
    public long Least(long durable)
    {
        if (_mayHaveUnknown && time.GetElapsedTime(_start) < grace) return 0;
        _mayHaveUnknown = false;
        Prune();
        long least = durable;
        foreach (Entry entry in _entries.Values) least = Math.Min(least, entry.Base);
        return least;
    }

    /// <summary>Forgets those whose grace time is over. Sources leave in the order of time: only the first have to be looked at.</summary>
    private void Prune()
    {
        while (_left.TryPeek(out (SourceId Source, long Since) first) && time.GetElapsedTime(first.Since) >= grace)
        {
            _left.Dequeue();
            if (TryGet(first.Source, out Entry? entry) && !entry.IsLive && entry.OfflineSince == first.Since) _entries.Remove(first.Source);
        }
    }

    private bool TryGet(SourceId source, [NotNullWhen(true)] out Entry? entry) => _entries.TryGetValue(source, out entry);

    private sealed class Entry
    {
        public long Base { get; set; }

        public bool IsLive { get; set; }

        public long OfflineSince { get; set; }
    }
}
