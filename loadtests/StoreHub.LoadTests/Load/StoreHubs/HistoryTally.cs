using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.LoadTests.Load.StoreHubs;

/// <summary>
/// Counts a store's history as it comes: no revision may be left out or come twice, and per source each seq comes once and in order. Shares no
/// code with a replica. Used by one thread at a time.
/// </summary>
/// <param name="after">The revision after which it begins; 0: it sees all of history.</param>
internal sealed class HistoryTally(long after)
{
    private readonly Dictionary<SourceId, long> _next = [];
    private readonly bool _isWhole = after == 0;
    private string? _epoch;

    /// <summary>The revision up to which it has seen history.</summary>
    public long Revision { get; private set; } = after;

    /// <summary>Seqs that history has twice.</summary>
    public long Repeated { get; private set; }

    /// <summary>The first thing that history did and must not; null if there is none.</summary>
    public string? Problem { get; private set; }

    /// <summary>How many operations of a source are in history, refused ones included.</summary>
    public long Seen(SourceId source) => _next.GetValueOrDefault(source);

    public void Take(HistoryRecord record, string epoch)
    {
        _epoch ??= epoch;
        if (epoch != _epoch) Fail($"the epoch changed from {_epoch} to {epoch}");
        if (record.FirstRevision != Revision + 1) Fail($"revision {record.FirstRevision} came after {Revision}");
        Revision = record.LastRevision;
        if (!record.HasAuthor) return;
        bool known = _next.TryGetValue(record.Source, out long next);
        if (record.FirstSeq < next) Repeated += next - record.FirstSeq;
        else if (record.FirstSeq > next && (known || _isWhole)) Fail($"seq {record.FirstSeq} of {record.Source} came where {next} was due");
        _next[record.Source] = Math.Max(next, record.LastSeq + 1);
    }

    /// <summary>Who falls behind the tail gets a snapshot, whose table says what was missed.</summary>
    public void Take(SettledState snapshot, string epoch)
    {
        _epoch ??= epoch;
        if (epoch != _epoch) Fail($"the epoch changed from {_epoch} to {epoch}");
        if (snapshot.Revision < Revision) Fail($"a snapshot of revision {snapshot.Revision} came after {Revision}");
        Revision = snapshot.Revision;
        foreach ((SourceId source, SourceEntry entry) in snapshot.Sources) _next[source] = entry.LastSeq + 1;
    }

    public void Fail(string problem) => Problem ??= problem;
}
