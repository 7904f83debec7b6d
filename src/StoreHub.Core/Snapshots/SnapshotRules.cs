using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Snapshots;

/// <summary>What every snapshot must satisfy, in whatever form it comes.</summary>
internal static class SnapshotRules
{
    /// <summary>The version of both forms.</summary>
    public const int Version = 1;

    /// <summary>The largest seq or revision: what every language's numbers hold.</summary>
    public const long MaxCounter = Encodings.DecodingContext.MaxCounter;

    public static void RequireVersion(long version)
    {
        if (version != Version) throw new StoreException(StoreErrorCode.UnsupportedProtocol, $"A snapshot of version {version} is not known here; {Version} is.", limit: Version);
    }

    public static void RequireHeader(long revision, double ts, long floor, long forgottenAt)
    {
        if (revision is < 0 or > MaxCounter) throw Malformed($"the revision {revision} lies outside 0 to 2^53−1");
        if (floor < 0 || floor > revision) throw Malformed($"the floor {floor} lies outside 0 to the revision {revision}");
        if (forgottenAt < 0 || forgottenAt > revision) throw Malformed($"sources forgotten at revision {forgottenAt} lie outside 0 to the revision {revision}");
        if (!double.IsFinite(ts)) throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The timestamp {ts} is not finite.");
    }

    /// <summary>Adds what history holds of a source.</summary>
    public static SourceEntry AddSource(SourceTable sources, SourceId source, long lastSeq, long lastRevision, double lastTs, long revision, double ts)
    {
        if (sources.TryGet(source, out _)) throw Malformed($"the source {source} stands twice");
        if (lastSeq is < 0 or > MaxCounter) throw Malformed($"the last seq {lastSeq} of {source} lies outside 0 to 2^53−1");
        if (lastRevision < 1 || lastRevision > revision) throw Malformed($"the last revision {lastRevision} of {source} lies outside 1 to {revision}");
        if (!(lastTs <= ts) || !double.IsFinite(lastTs)) throw Malformed($"the last timestamp {lastTs} of {source} is not finite or past {ts}");
        SourceEntry entry = sources.GetOrAdd(source);
        entry.Advance(lastSeq, lastRevision, lastTs);
        return entry;
    }

    /// <summary>Adds a void to a source's; they come in their order.</summary>
    public static void AddVoid(SourceTable sources, SourceEntry entry, long firstSeq, long count, long revision, long floor)
    {
        (long nextSeq, long lastRevision) = entry.Voids is [.., var last] ? (last.FirstSeq + last.Count, last.Revision) : (0, floor);
        if (firstSeq < nextSeq || count is < 1 or > int.MaxValue || firstSeq > entry.LastSeq - count + 1) throw Malformed($"a void of {count} seqs from {firstSeq} does not fit in from {nextSeq} to {entry.LastSeq}");
        if (revision <= lastRevision || revision > entry.LastRevision) throw Malformed($"a void's revision {revision} lies outside {lastRevision + 1} to {entry.LastRevision}");
        sources.AddVoid(entry, new VoidRange(firstSeq, (int)count, revision));
    }

    public static StoreException Malformed(string what) => new(StoreErrorCode.MalformedMessage, $"Malformed snapshot: {what}.");
}
