using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>What a sequencer knows of a source: its last seq, and its records that are not trimmed yet, in seq order.</summary>
internal sealed class SourceTail
{
    private readonly List<HistoryRecord> _records = [];
    private int _first;

    public long LastSeq { get; set; } = -1;

    public void Add(HistoryRecord record)
    {
        _records.Add(record);
        LastSeq = record.LastSeq;
    }

    public void DropFirst()
    {
        _records[_first++] = null!;
        if (_first < 64 || _first * 2 < _records.Count) return;
        _records.RemoveRange(0, _first);
        _first = 0;
    }

    /// <summary>The record that covers a seq, or null below the tail.</summary>
    public HistoryRecord? Find(long seq)
    {
        int low = _first, high = _records.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            HistoryRecord record = _records[middle];
            if (seq < record.FirstSeq) high = middle - 1;
            else if (seq > record.LastSeq) low = middle + 1;
            else return record;
        }

        return null;
    }
}
