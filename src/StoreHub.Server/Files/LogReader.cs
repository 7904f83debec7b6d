using StoreHub.Operations;
using StoreHub.Server.Files.Format;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

/// <summary>Reads a store's folder and judges it, without changing anything.</summary>
internal sealed class LogReader
{
    private readonly StoreFolder _folder;
    private readonly Sequencer _sequencer = new();
    private readonly LogCheckpoint _vouched = new();
    private readonly Queue<LogEntry> _unvouched = new();
    private readonly List<HistoryRecord> _records = [];
    private readonly Dictionary<SourceId, SourceOwner> _owners = [];
    private readonly List<SegmentFile> _segments = [];

    private LogReader(StoreFolder folder) => _folder = folder;

    /// <summary>Reads all segments.</summary>
    /// <exception cref="DamagedFileException">Something that was durable is not what it was, or is missing.</exception>
    public static RecoveredLog Read(StoreFolder folder) => new LogReader(folder).Read();

    private RecoveredLog Read()
    {
        IReadOnlyList<long> numbers = _folder.Segments();
        SnapshotHead? snapshot = FileSnapshotStore.HeadOf(_folder);
        if (numbers.Count == 0)
        {
            if (snapshot is not null) throw new DamagedFileException(_folder.Path, 0, "it has a snapshot and no log");
            return new RecoveredLog(_sequencer, 0, [], _vouched, [], [], [], 0) { Owners = _owners };
        }

        (byte[] file, SegmentHead head, int length) = Open(numbers[0]);
        long trimmedThrough = head.Base.Revision;
        Begin(head.Base);
        for (int i = 0; i + 1 < numbers.Count; i++)
        {
            _segments.Add(new SegmentFile(numbers[i], head.Base.Revision));
            var frames = new FrameReader(_folder.SegmentPath(numbers[i]), file, length);
            SegmentHead before = head;
            (file, head, length) = Open(numbers[i + 1]);
            ReadThrough(frames, before, head.Base.Revision);
            CheckBase(head, _folder.SegmentPath(numbers[i + 1]));
        }

        _segments.Add(new SegmentFile(numbers[^1], head.Base.Revision));
        int torn = ReadLast(new FrameReader(_folder.SegmentPath(numbers[^1]), file, length), head, file.Length);
        if (snapshot?.Id.Revision > _sequencer.LastRevision)
            throw new DamagedFileException(_folder.SegmentPath(numbers[^1]), file.Length, $"the log ends at revision {_sequencer.LastRevision}, and the snapshot beside it is of revision {snapshot.Id.Revision}");
        // the log was synced before the snapshot was saved, also where the mark that says so was lost
        if (snapshot is not null) Vouch(snapshot.Id.Revision);
        IReadOnlyList<EpochEnd> ends = EpochEnds.Latest(EpochEnds.Since([.. head.Earlier, new EpochEnd(head.Epoch, _sequencer.LastRevision)], trimmedThrough), snapshot?.Id.Epoch);
        return new RecoveredLog(_sequencer, trimmedThrough, _records, _vouched, [.. _unvouched], ends, _segments, torn) { Owners = _owners };
    }

    private (byte[] File, SegmentHead Head, int Length) Open(long number)
    {
        string path = _folder.SegmentPath(number);
        byte[] file = _folder.Disk.Read(path);
        SegmentHead head = SegmentHead.Read(path, file, out int length);
        if (head.Name != _folder.Name) throw new DamagedFileException(path, FileHead.PrefixLength, $"it is of the store {head.Name}, not of {_folder.Name}");
        return (file, head, length);
    }

    private void Begin(LogCheckpoint start)
    {
        _vouched.Begin(start);
        _sequencer.Restore(start.Revision, start.Ts, start.Floor, start.Sources.Select(source => KeyValuePair.Create(source.Key, source.Value.LastSeq)));
        foreach ((SourceId source, (_, SourceOwner owner)) in start.Sources) _owners[source] = owner;
    }

    /// <summary>Reads up to where the next segment begins; what follows was written anew there.</summary>
    private void ReadThrough(FrameReader frames, SegmentHead head, long through)
    {
        while (_sequencer.LastRevision < through)
        {
            if (!frames.TryRead()) throw frames.Damage($"revision {_sequencer.LastRevision + 1} cannot be read, and the next segment goes on after {through}");
            Take(frames, head);
        }

        Vouch(through);
    }

    /// <summary>Reads to the end; how much of it is torn.</summary>
    private int ReadLast(FrameReader frames, SegmentHead head, int length)
    {
        while (frames.TryRead()) Take(frames, head);
        if (!frames.AtEnd && frames.IsVouchedFor(head.Salt, _sequencer.LastRevision + 1)) throw frames.Damage($"revision {_sequencer.LastRevision + 1} cannot be read, and was durable");
        return length - frames.Offset;
    }

    private void Take(FrameReader frames, SegmentHead head)
    {
        switch (frames.Kind)
        {
            case FrameKind.Record:
                Take(frames.Record(), frames);
                break;
            case FrameKind.Owner:
                (SourceId source, SourceOwner owner) = frames.Owner();
                _owners[source] = owner;
                break;
            case FrameKind.Mark:
                (ulong salt, long revision) = frames.Mark();
                if (salt != head.Salt || revision > _sequencer.LastRevision) throw frames.Damage($"a mark of revision {revision} stands behind revision {_sequencer.LastRevision}");
                Vouch(revision);
                break;
            default:
                throw frames.Damage($"a frame of kind {(byte)frames.Kind} is not known");
        }
    }

    private void Take(HistoryRecord record, FrameReader frames)
    {
        SourceOwner owner = default;
        if (record.HasAuthor && !_owners.TryGetValue(record.Source, out owner)) throw frames.Damage($"nothing says whose the source {record.Source} is");
        try
        {
            _sequencer.Add(record);
        }
        catch (OperationLogException unfit)
        {
            throw frames.Damage(unfit.Message);
        }

        foreach (SourceId forgotten in record.Sources) _owners.Remove(forgotten);
        _records.Add(record);
        _unvouched.Enqueue(new LogEntry(record, owner));
    }

    private void Vouch(long revision)
    {
        while (_unvouched.TryPeek(out LogEntry first) && first.Record.LastRevision <= revision) _vouched.Apply(_unvouched.Dequeue());
    }

    private void CheckBase(SegmentHead head, string path)
    {
        if (head.Base.Revision != _vouched.Revision || head.Base.Ts != _vouched.Ts || head.Base.Floor != _vouched.Floor || head.Base.Sources.Count != _vouched.Sources.Count)
            throw new DamagedFileException(path, FileHead.PrefixLength, $"it does not go on from revision {_vouched.Revision} as the segment before it ends");
    }
}
