using StoreHub.Operations;
using StoreHub.Protocol.Messages;

namespace StoreHub.Server.Stores;

/// <summary>
/// The last records of a store with their bytes: what subscribers pull from. Each record is encoded once per wire, and each frame is put
/// together once for all who stand at the same cursor. Safe for any thread.
/// </summary>
internal sealed class EncodedTail(string store, string epoch, long start, int maxFrameBytes)
{
    private const int CachedFrames = 16;

    private readonly Lock _gate = new();
    private readonly List<EncodedRecord> _records = [];
    private readonly TailFrame?[] _frames = new TailFrame?[CachedFrames];
    private int _nextFrame;
    private long _start = start;
    private long _last = start;
    private long _offered = start;
    private long _bytes;

    /// <summary>The revision after which records are here.</summary>
    public long Start
    {
        get
        {
            lock (_gate) return _start;
        }
    }

    /// <summary>The last revision.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>How many revisions are here.</summary>
    public long Operations
    {
        get
        {
            lock (_gate) return _last - _start;
        }
    }

    /// <summary>How many bytes are here, in the binary encoding, about.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    public void Append(IReadOnlyList<HistoryRecord> records)
    {
        var encoded = new EncodedRecord[records.Count];
        long bytes = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i] = new EncodedRecord(records[i]);
            bytes += encoded[i].Size;
        }

        lock (_gate)
        {
            if (records[0].FirstRevision != _last + 1)
                throw new InvalidOperationException($"The log published revision {records[0].FirstRevision} after {_last}.");
            _records.AddRange(encoded);
            _bytes += bytes;
            _last = records[^1].LastRevision;
        }
    }

    /// <summary>From now on frames reach up to what is the last now: so those who ask one after the other get the same ones.</summary>
    public void Offer()
    {
        lock (_gate) _offered = _last;
    }

    /// <summary>Whether a cursor stands between two records that are here, or at the end.</summary>
    public bool Reaches(long revision)
    {
        lock (_gate) return revision == _last || IndexAfter(revision) >= 0;
    }

    /// <summary>What lies behind a cursor and was offered, within the frame's limit; null if nothing does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The cursor is behind the tail, or inside a record: only a snapshot helps.</exception>
    public TailFrame? FrameAfter(long revision)
    {
        lock (_gate)
        {
            if (revision >= _offered) return null;
            foreach (TailFrame? cached in _frames)
            {
                if (cached is not null && cached.After == revision && (cached.IsFull || cached.Last == _offered)) return cached;
            }

            int index = IndexAfter(revision);
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(revision));
            int end = index;
            long bytes = 0;
            bool more;
            do
            {
                bytes += _records[end++].Size;
                more = end < _records.Count && _records[end].Record.LastRevision <= _offered;
            }
            while (more && bytes + _records[end].Size <= maxFrameBytes);
            var frame = new TailFrame(revision, isFull: more, RecordsMessage.Of(store, epoch, _records.GetRange(index, end - index)));
            _frames[_nextFrame++ % CachedFrames] = frame;
            return frame;
        }
    }

    /// <summary>The records after one and up to another revision.</summary>
    public IReadOnlyList<HistoryRecord> Range(long after, long through)
    {
        var range = new List<HistoryRecord>();
        lock (_gate)
        {
            if (after >= through) return range;
            for (int i = IndexAfter(after); i >= 0 && i < _records.Count && _records[i].Record.LastRevision <= through; i++) range.Add(_records[i].Record);
        }

        return range;
    }

    /// <summary>The bytes of the records after a revision.</summary>
    public long BytesAfter(long revision)
    {
        lock (_gate)
        {
            long bytes = 0;
            for (int i = _records.Count - 1; i >= 0 && _records[i].Record.FirstRevision > revision; i--) bytes += _records[i].Size;
            return bytes;
        }
    }

    /// <summary>The revision through which to trim so that at most half of both limits remain, but no fewer bytes than are to be kept.</summary>
    public long TrimPoint(long maxOperations, long maxBytes, long keepBytes = 0)
    {
        lock (_gate)
        {
            long bytes = _bytes;
            long through = _start;
            foreach (EncodedRecord encoded in _records)
            {
                if ((_last - through <= maxOperations / 2 && bytes <= maxBytes / 2) || bytes - encoded.Size < keepBytes) break;
                bytes -= encoded.Size;
                through = encoded.Record.LastRevision;
            }

            return through;
        }
    }

    /// <summary>Forgets the records whose last revision is at or below one.</summary>
    public void Trim(long through)
    {
        lock (_gate)
        {
            int count = 0;
            for (; count < _records.Count && _records[count].Record.LastRevision <= through; count++)
            {
                _bytes -= _records[count].Size;
                _start = _records[count].Record.LastRevision;
            }

            _records.RemoveRange(0, count);
            Array.Clear(_frames);
        }
    }

    private int IndexAfter(long revision)
    {
        int low = 0, high = _records.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            long first = _records[middle].Record.FirstRevision;
            if (first == revision + 1) return middle;
            if (first <= revision) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }
}
