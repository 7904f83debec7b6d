using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Client.Stores;

/// <summary>What the hub delivered and the replica has not taken in yet, in order; held back beyond a limit. Used under the store's lock.</summary>
internal sealed class DeliveryQueue
{
    private readonly Queue<Delivery> _queue = new();
    private int _next;

    /// <summary>The revision beyond which nothing is delivered; null: no limit.</summary>
    public long? Limit { get; set; }

    public void Clear()
    {
        _queue.Clear();
        _next = 0;
    }

    public void Add(string epoch, IReadOnlyList<HistoryRecord> records) => _queue.Enqueue(new Delivery(epoch, records, null));

    public void Add(string epoch, SettledState snapshot) => _queue.Enqueue(new Delivery(epoch, [], snapshot));

    /// <summary>Takes the next snapshot, or up to <paramref name="most"/> records; false if nothing may be delivered.</summary>
    public bool TryTake(int most, out string epoch, out SettledState? snapshot, out IReadOnlyList<HistoryRecord> records)
    {
        snapshot = null;
        records = [];
        epoch = "";
        while (_queue.TryPeek(out Delivery? head))
        {
            epoch = head.Epoch;
            if (head.Snapshot is not null)
            {
                if (head.Snapshot.Revision > Limit) return false;
                snapshot = head.Snapshot;
                _queue.Dequeue();
                return true;
            }

            int end = _next;
            while (end < head.Records.Count && end - _next < most && !(head.Records[end].LastRevision > Limit)) end++;
            if (end > _next)
            {
                records = _next == 0 && end == head.Records.Count ? head.Records : [.. head.Records.Skip(_next).Take(end - _next)];
                _next = end;
            }

            if (_next == head.Records.Count)
            {
                _queue.Dequeue();
                _next = 0;
                if (records.Count == 0) continue;
            }

            return records.Count > 0;
        }

        return false;
    }

    private sealed record Delivery(string Epoch, IReadOnlyList<HistoryRecord> Records, SettledState? Snapshot);
}
