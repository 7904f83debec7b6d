using System.Globalization;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>The settled part of a store: what records, one after the other, make of it. Throws if they are no history.</summary>
internal sealed class ReferenceHistory
{
    private readonly SortedDictionary<SourceId, ReferenceSource> _sources = [];

    public ReferenceState State { get; private init; } = new();

    public long Revision { get; private set; }

    public long Floor { get; private set; }

    public double LastTs { get; private set; }

    public long ForgottenAt { get; private set; }

    /// <summary>Per source that is not forgotten its last seq, revision and ts of that, and the voids that no floor has passed.</summary>
    public IReadOnlyDictionary<SourceId, ReferenceSource> Sources => _sources;

    public long LastSeq(SourceId source) => _sources.GetValueOrDefault(source, ReferenceSource.None).LastSeq;

    public void Append(HistoryRecord record)
    {
        Require(record.FirstRevision == Revision + 1, $"revision {record.FirstRevision} follows {Revision}");
        Require(Revision == 0 || record.Ts > LastTs, $"ts {record.Ts:R} follows {LastTs:R}");
        for (int i = 0; i < record.Operations.Count; i++) State.Apply(record.Operations[i], record.FirstRevision + i);
        if (record.Kind == RecordKind.Floor)
        {
            Floor = record.Floor;
            State.Forget(Floor);
            foreach (SourceId source in _sources.Keys.ToArray()) _sources[source] = _sources[source].Forget(Floor);
        }
        else if (record.Kind == RecordKind.Forget)
        {
            ForgottenAt = record.FirstRevision;
            foreach (SourceId source in record.Sources) Require(_sources.Remove(source), $"{source} is forgotten, and was known");
        }
        else
        {
            Require(record.FirstSeq == LastSeq(record.Source) + 1, $"{record.Source}:{record.FirstSeq} follows {LastSeq(record.Source)}");
            _sources[record.Source] = _sources.GetValueOrDefault(record.Source, ReferenceSource.None).With(record);
        }

        Revision = record.LastRevision;
        LastTs = record.Ts;
    }

    /// <summary>The tables as text, to compare: revision, floor, when sources were forgotten, last ts, and a line per source in ordinal order.</summary>
    public string Table() => string.Create(CultureInfo.InvariantCulture, $"revision {Revision} floor {Floor} forgotten {ForgottenAt} ts {LastTs:R}")
        + string.Concat(_sources.Select(source => $"\n{source.Key} {source.Value}"));

    public ReferenceHistory Clone()
    {
        var copy = new ReferenceHistory { State = State.Clone(), Revision = Revision, Floor = Floor, ForgottenAt = ForgottenAt, LastTs = LastTs };
        foreach ((SourceId source, ReferenceSource entry) in _sources) copy._sources.Add(source, entry);
        return copy;
    }

    private static void Require(bool condition, string broken)
    {
        if (!condition) throw new InvalidOperationException($"This is no history: {broken}.");
    }
}
