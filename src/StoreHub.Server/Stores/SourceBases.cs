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
    private readonly List<SourceId> _expired = [];
    private readonly long _start = time.GetTimestamp();
    private bool _mayHaveUnknown = mayHaveUnknown;

    /// <summary>A source has come; what was known of its base stands, else it begins at <paramref name="least"/>.</summary>
    public void Open(SourceId source, long least)
    {
        if (TryGet(source, out Entry? entry)) entry.IsLive = true;
        else _entries[source] = new Entry { Base = least, IsLive = true };
    }

    /// <summary>Raises a source's base; never above what is durable, never back.</summary>
    public void Raise(SourceId source, long toBase, long durable)
    {
        if (TryGet(source, out Entry? entry)) entry.Base = Math.Max(entry.Base, Math.Min(toBase, durable));
    }

    /// <summary>A source has gone, and counts for the grace time.</summary>
    public void Leave(SourceId source)
    {
        if (!TryGet(source, out Entry? entry)) return;
        entry.IsLive = false;
        entry.OfflineSince = time.GetTimestamp();
    }

    /// <summary>The least base of the sources that count, at most what is durable.</summary>
    public long Least(long durable)
    {
        if (_mayHaveUnknown && time.GetElapsedTime(_start) < grace) return 0;
        _mayHaveUnknown = false;
        long least = durable;
        foreach ((SourceId source, Entry entry) in _entries)
        {
            if (entry.IsLive || time.GetElapsedTime(entry.OfflineSince) < grace) least = Math.Min(least, entry.Base);
            else _expired.Add(source);
        }

        foreach (SourceId source in _expired) _entries.Remove(source);
        _expired.Clear();
        return least;
    }

    private bool TryGet(SourceId source, [NotNullWhen(true)] out Entry? entry) => _entries.TryGetValue(source, out entry);

    private sealed class Entry
    {
        public long Base { get; set; }

        public bool IsLive { get; set; }

        public long OfflineSince { get; set; }
    }
}
