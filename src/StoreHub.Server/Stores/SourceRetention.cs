using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Server.Stores;

/// <summary>Decides which sources have been idle for so long that history may forget them. Not safe for several threads.</summary>
/// <param name="time">The hub's clock.</param>
/// <param name="retention">How long a source is remembered after its last record, and after it left.</param>
internal sealed class SourceRetention(TimeProvider time, TimeSpan retention)
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    private readonly Dictionary<SourceId, long> _left = [];
    private readonly Queue<(SourceId Source, long Since)> _order = [];
    // a source that was open before a restart, however long it has not written, has until then to come back
    private long _lookedAt = time.GetTimestamp();
    private bool _hasMore;

    private TimeSpan Interval { get; } = retention / 16 < LongestInterval ? retention / 16 : LongestInterval;

    /// <summary>Whether it is time to look: that costs time in proportion to the sources.</summary>
    public bool IsDue => _hasMore || time.GetElapsedTime(_lookedAt) >= Interval;

    /// <summary>How many departures are remembered.</summary>
    public int Count => _left.Count;

    /// <summary>A source has gone.</summary>
    public void Leave(SourceId source)
    {
        Prune();
        long now = time.GetTimestamp();
        _left[source] = now;
        _order.Enqueue((source, now));
    }

    /// <summary>The sources that are to be forgotten now, as many as one record holds.</summary>
    /// <param name="sources">All that history knows.</param>
    /// <param name="isInUse">Whether a source is open, or has records that the table does not show yet.</param>
    public IReadOnlyList<SourceId> Look(SourceTable sources, Func<SourceId, bool> isInUse)
    {
        Prune();
        _lookedAt = time.GetTimestamp();
        double latest = (time.GetUtcNow() - retention - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        var idle = new List<SourceId>();
        foreach ((SourceId source, SourceEntry entry) in sources)
        {
            // the author of a void must be able to learn of it until the floor says that nobody needs it
            if (entry.LastTs >= latest || entry.Voids.Count > 0 || _left.ContainsKey(source) || isInUse(source)) continue;
            idle.Add(source);
            if (idle.Count == HistoryRecord.MaxSources) break;
        }

        return idle;
    }

    /// <summary>What was found was asked of the log.</summary>
    /// <param name="hasMore">Whether there may be more to forget, so that the next look should not wait.</param>
    public void Asked(bool hasMore) => _hasMore = hasMore;

    private void Prune()
    {
        while (_order.TryPeek(out (SourceId Source, long Since) first) && time.GetElapsedTime(first.Since) >= retention)
        {
            _order.Dequeue();
            if (_left.TryGetValue(first.Source, out long since) && since == first.Since) _left.Remove(first.Source);
        }
    }
}
