using System.Buffers.Binary;
using System.Security.Cryptography;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Server.Files;
using StoreHub.Server.Logs;
using StoreHub.Tests.Participants;

namespace StoreHub.Crash.Tests.Witnesses;

/// <summary>
/// Remembers what everybody saw of a store's history, and what survived: no (epoch, revision) may name two records, what survived once
/// survives for good, and no operation may have two places in it. Safe for any thread.
/// </summary>
internal sealed class HistoryRegister(string store)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<long, Sighting>> _seen = [];
    private readonly Dictionary<string, long> _ends = [];
    private readonly Dictionary<long, Sighting> _survived = [];
    private readonly Dictionary<(SourceId Source, long Seq), long> _places = [];
    private long _last;

    /// <summary>How many epochs are over.</summary>
    public int Epochs
    {
        get
        {
            lock (_gate) return _ends.Count;
        }
    }

    /// <summary>How many records were seen on the wire.</summary>
    public long Seen
    {
        get
        {
            lock (_gate) return _seen.Values.Sum(static epoch => (long)epoch.Count);
        }
    }

    /// <summary>Somebody was sent a record.</summary>
    public void Sent(string epoch, HistoryRecord record)
    {
        Sighting sighting = Sighting.Of(record);
        lock (_gate)
        {
            if (!_seen.TryGetValue(epoch, out Dictionary<long, Sighting>? records)) _seen[epoch] = records = [];
            if (!records.TryAdd(record.FirstRevision, sighting) && records[record.FirstRevision] != sighting)
                throw Violation($"revision {record.FirstRevision} of epoch {epoch} names two operations: {records[record.FirstRevision]} and {sighting}");
            if (_ends.TryGetValue(epoch, out long end) && record.LastRevision <= end) Survived(record.FirstRevision, sighting);
        }
    }

    /// <summary>The hub is dead, and this is what its log says.</summary>
    public void Found(RecoveredLog log)
    {
        lock (_gate)
        {
            if (log.Sequencer.LastRevision < _last) throw Violation($"the log ends at revision {log.Sequencer.LastRevision} and went to {_last} before");
            _last = log.Sequencer.LastRevision;
            foreach (HistoryRecord record in log.Records) Survived(record.FirstRevision, Sighting.Of(record));
            foreach (EpochEnd end in log.Ends) Ended(end);
        }
    }

    private void Ended(EpochEnd end)
    {
        if (_ends.TryGetValue(end.Epoch, out long before))
        {
            if (before != end.Revision) throw Violation($"epoch {end.Epoch} ended at revision {before}, and later at {end.Revision}");
            return;
        }

        _ends[end.Epoch] = end.Revision;
        if (!_seen.TryGetValue(end.Epoch, out Dictionary<long, Sighting>? records)) return;
        foreach ((long revision, Sighting sighting) in records)
        {
            if (sighting.LastRevision <= end.Revision) Survived(revision, sighting);
        }
    }

    private void Survived(long revision, Sighting sighting)
    {
        if (!_survived.TryAdd(revision, sighting))
        {
            if (_survived[revision] != sighting) throw Violation($"revision {revision} was {_survived[revision]} and is {sighting}");
            return;
        }

        for (long seq = sighting.FirstSeq; sighting.FirstSeq >= 0 && seq <= sighting.LastSeq; seq++)
        {
            if (!_places.TryAdd((sighting.Source, seq), revision)) throw Violation($"seq {seq} of {sighting.Source} is applied twice: at revision {_places[(sighting.Source, seq)]} and at {revision}");
        }
    }

    private BrokenPromiseException Violation(string what) => new($"{store}: {what}");

    private readonly record struct Sighting(SourceId Source, long FirstSeq, long LastSeq, long LastRevision, ulong Digest)
    {
        public static Sighting Of(HistoryRecord record) => new(
            record.Source, record.FirstSeq, record.LastSeq, record.LastRevision, BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(RecordEncoding.ToBytes(record))));

        public override string ToString() => FirstSeq < 0 ? $"a floor ({Digest:x16})" : $"seq {FirstSeq} to {LastSeq} of {Source} ({Digest:x16})";
    }
}
