using System.Buffers.Binary;
using System.Security.Cryptography;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Files.Format;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

/// <summary>
/// Writes a store's segments. What is not synced is kept: after a failure nothing is tried again with the file that failed, but the next
/// segment begins after the last synced revision and has all of it anew. Used by one thread at a time.
/// </summary>
internal sealed class SegmentAppender : IDisposable
{
    private readonly StoreFolder _folder;
    private readonly string _epoch;
    private readonly IReadOnlyList<EpochEnd> _earlier;
    private readonly LogCheckpoint _synced;
    private readonly Queue<LogEntry> _unsynced;
    private readonly List<SegmentFile> _segments;
    private readonly FrameWriter _frames = new();
    private IDiskFile? _file;
    private ulong _salt;
    private long _marked;

    public SegmentAppender(StoreFolder folder, RecoveredLog recovered, string epoch)
    {
        _folder = folder;
        _epoch = epoch;
        _earlier = recovered.Ends;
        _synced = recovered.Vouched;
        _unsynced = new Queue<LogEntry>(recovered.Unvouched);
        _segments = [.. recovered.Segments];
        WrittenRevision = recovered.Sequencer.LastRevision;
    }

    /// <summary>Up to which revision everything is durable.</summary>
    public long SyncedRevision => _synced.Revision;

    /// <summary>Up to which revision everything was handed to the system, or is kept for it.</summary>
    public long WrittenRevision { get; private set; }

    /// <summary>Whether there is a segment to go on with.</summary>
    public bool IsOpen => _file is not null;

    public bool IsSynced => _unsynced.Count == 0;

    /// <summary>Whether the disk also says what is synced, so that damage there would be noticed.</summary>
    public bool IsMarked => _marked >= SyncedRevision;

    /// <summary>How many bytes the segment has.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many operations the segment has.</summary>
    public long Operations => WrittenRevision - _segments[^1].BaseRevision;

    /// <summary>Writes entries behind those before; they are not durable yet, unless a new segment had to be begun for them.</summary>
    public void Write(IReadOnlyList<LogEntry> entries)
    {
        foreach (LogEntry entry in entries) _unsynced.Enqueue(entry);
        WrittenRevision = entries[^1].Record.LastRevision;
        if (_file is null)
        {
            Begin();
            return;
        }

        _frames.Clear();
        PutMark();
        foreach (LogEntry entry in entries) Put(entry);
        Append(_file);
    }

    /// <summary>Begins the next segment, with all that is not synced; it is durable then.</summary>
    public void Begin()
    {
        End();
        _salt = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
        long number = _segments.Count > 0 ? _segments[^1].Number + 1 : 1;
        byte[] head = new SegmentHead(_folder.Name, _salt, _epoch, EpochEnds.Since(_earlier, _segments.Count > 0 ? _segments[0].BaseRevision : 0), _synced).ToBytes();
        _frames.Clear();
        foreach (LogEntry entry in _unsynced) Put(entry);
        // the file gets its name only when all of it is durable
        _frames.Mark(_salt, WrittenRevision);
        _file = _folder.Place(_folder.SegmentPath(number), head, _frames.Written);
        _segments.Add(new SegmentFile(number, _synced.Revision));
        Bytes = head.Length + _frames.Written.Length;
        _marked = WrittenRevision;
        Synced();
    }

    /// <summary>Makes all that was written durable.</summary>
    public void Sync()
    {
        if (IsSynced || _file is null) return;
        _file.Sync();
        Synced();
    }

    /// <summary>Notes in the file what is durable, without syncing: so that recovery can tell a torn end from damage.</summary>
    public void Mark()
    {
        if (_file is null || IsMarked) return;
        _frames.Clear();
        _frames.Mark(_salt, SyncedRevision);
        Append(_file);
        _marked = SyncedRevision;
    }

    /// <summary>Removes the segments of which nothing is needed after a revision, oldest first.</summary>
    public void Trim(long through)
    {
        while (_segments.Count > 1 && _segments[1].BaseRevision <= through)
        {
            _folder.Disk.Delete(_folder.SegmentPath(_segments[0].Number));
            // one by one: names that vanished out of order would look like a gap
            _folder.Disk.SyncFolder(_folder.Path);
            _segments.RemoveAt(0);
        }
    }

    /// <summary>Lets go of the segment: it is full, or it failed.</summary>
    public void End()
    {
        IDiskFile? file = _file;
        _file = null;
        file?.Dispose();
    }

    public void Dispose() => End();

    private void Append(IDiskFile file)
    {
        file.Append(_frames.Written);
        Bytes += _frames.Written.Length;
    }

    private void Put(LogEntry entry)
    {
        if (entry.NamesOwner) _frames.Owner(entry.Record.Source, entry.Owner);
        _frames.Record(entry.Record);
    }

    private void PutMark()
    {
        if (IsMarked) return;
        _frames.Mark(_salt, SyncedRevision);
        _marked = SyncedRevision;
    }

    private void Synced()
    {
        while (_unsynced.TryDequeue(out LogEntry entry)) _synced.Apply(entry);
    }
}
