using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

/// <summary>What a log knows at a revision without its records: what a segment begins with, and what goes on from there. Not safe for several threads.</summary>
internal sealed class LogCheckpoint
{
    private readonly Dictionary<SourceId, (long LastSeq, SourceOwner Owner)> _sources = [];

    public long Revision { get; private set; }

    public double Ts { get; private set; }

    public long Floor { get; private set; }

    public IReadOnlyDictionary<SourceId, (long LastSeq, SourceOwner Owner)> Sources => _sources;

    public static LogCheckpoint At(long revision, double ts, long floor) => new() { Revision = revision, Ts = ts, Floor = floor };

    /// <summary>Takes over all that another knows.</summary>
    public void Begin(LogCheckpoint other)
    {
        (Revision, Ts, Floor) = (other.Revision, other.Ts, other.Floor);
        foreach ((SourceId source, (long lastSeq, SourceOwner owner)) in other.Sources) Set(source, lastSeq, owner);
    }

    public void Set(SourceId source, long lastSeq, SourceOwner owner) => _sources[source] = (lastSeq, owner);

    public void Apply(LogEntry entry)
    {
        HistoryRecord record = entry.Record;
        if (record.HasAuthor) _sources[record.Source] = (record.LastSeq, entry.Owner);
        else if (record.Kind == RecordKind.Floor) Floor = record.Floor;
        foreach (SourceId forgotten in record.Sources) _sources.Remove(forgotten);
        Revision = record.LastRevision;
        Ts = record.Ts;
    }
}
