using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Client.Stores;

/// <summary>The own transactions, by seq, that are not both settled and acknowledged. Used under the store's lock.</summary>
internal sealed class Outbox
{
    private readonly OutboxQueue _entries = [];
    private readonly Queue<(long Ordinal, TaskCompletionSource Done)> _waiters = new();
    private long _nextOrdinal;
    private long _acknowledgedOrdinal = -1;
    // where the last acknowledged transaction begins
    private long _acknowledgedFirst = -1;

    public int Count => _entries.Count;

    public IEnumerable<OutboxEntry> Entries => _entries;

    public OutboxEntry? Oldest => _entries.TryPeek(out OutboxEntry? oldest) ? oldest : null;

    /// <summary>Everything of this source up to here is durable at the hub.</summary>
    public long AcknowledgedSeq { get; private set; } = -1;

    /// <summary>How many transactions are not acknowledged.</summary>
    public long Unacknowledged => _nextOrdinal - 1 - _acknowledgedOrdinal;

    public OutboxEntry Add(Transaction transaction, long writtenAt)
    {
        var entry = new OutboxEntry(transaction, writtenAt, _nextOrdinal++);
        _entries.Enqueue(entry);
        return entry;
    }

    public OutboxEntry? Find(long firstSeq) => _entries.Find(firstSeq);

    /// <summary>The entries whose transactions begin after a seq.</summary>
    public IEnumerable<OutboxEntry> After(long seq) => _entries.After(seq);

    /// <summary>Everything up to a seq is durable.</summary>
    public void Acknowledge(long seq)
    {
        if (seq <= AcknowledgedSeq) return;
        AcknowledgedSeq = seq;
        long last = _acknowledgedOrdinal;
        // what was acknowledged before may still wait to be settled
        foreach (OutboxEntry entry in _entries.After(_acknowledgedFirst))
        {
            if (entry.Transaction.LastSeq > seq) break;
            entry.IsAcknowledged = true;
            _acknowledgedFirst = entry.Transaction.FirstSeq;
            last = entry.Ordinal;
        }

        Reached(last);
    }

    private void Reached(long ordinal)
    {
        _acknowledgedOrdinal = Math.Max(_acknowledgedOrdinal, ordinal);
        while (_waiters.TryPeek(out (long Ordinal, TaskCompletionSource Done) oldest) && oldest.Ordinal <= _acknowledgedOrdinal)
        {
            _waiters.Dequeue();
            oldest.Done.TrySetResult();
        }
    }

    /// <summary>The store was opened: what is durable at the hub, and whether deliveries go on from where they were.</summary>
    /// <param name="delta">Whether deliveries go on from where they were.</param>
    /// <param name="acknowledgedSeq">The last seq that is durable.</param>
    /// <param name="settled">What the replica's settled state knows of the source.</param>
    public void Opened(bool delta, long acknowledgedSeq, SourceEntry? settled)
    {
        // What was settled may have been so in an epoch that is lost: only the snapshot that follows can tell. If it did not come, and the hub
        // can go on by delta after all, what the replica has does not come again.
        if (!delta) Settle(-1, static _ => false);
        else if (settled is not null) Restore(settled);
        Acknowledge(acknowledgedSeq);
    }

    private void Restore(SourceEntry settled)
    {
        foreach (OutboxEntry entry in _entries)
        {
            if (!entry.IsSettled && entry.Transaction.LastSeq <= settled.LastSeq) Settle(entry, settled.IsVoid(entry.Transaction.FirstSeq));
        }
    }

    /// <summary>A record of this source was delivered.</summary>
    public void Settle(HistoryRecord record)
    {
        if (Find(record.FirstSeq) is { } entry) Settle(entry, record.Kind == RecordKind.Void);
    }

    /// <summary>A snapshot was loaded.</summary>
    public void Settle(SettledState snapshot, SourceId own)
    {
        SourceEntry? known = snapshot.Sources.TryGet(own, out SourceEntry? entry) ? entry : null;
        Settle(known?.LastSeq ?? -1, seq => known!.IsVoid(seq));
    }

    /// <summary>A snapshot was loaded, whose table has this source up to a seq.</summary>
    public void Settle(long lastSeq, Func<long, bool> isVoid)
    {
        foreach (OutboxEntry entry in _entries)
        {
            entry.IsSettled = false;
            if (entry.Transaction.LastSeq <= lastSeq) Settle(entry, isVoid(entry.Transaction.FirstSeq));
        }
    }

    /// <summary>Removes what is both settled and acknowledged, oldest first.</summary>
    public IEnumerable<OutboxEntry> TakeDone()
    {
        while (_entries.TryPeek(out OutboxEntry? entry) && entry.IsSettled && entry.IsAcknowledged) yield return _entries.Dequeue();
    }

    /// <summary>Removes what begins at or before a seq, oldest first, whatever became of it; those who wait for it are told.</summary>
    public IReadOnlyList<OutboxEntry> TakeThrough(long seq)
    {
        var taken = new List<OutboxEntry>();
        while (_entries.TryPeek(out OutboxEntry? entry) && entry.Transaction.FirstSeq <= seq) taken.Add(_entries.Dequeue());
        if (taken.Count > 0) Reached(taken[^1].Ordinal);
        return taken;
    }

    /// <summary>The hub says which of what is durable is void, and perhaps why.</summary>
    /// <returns>Those of which that was not known.</returns>
    public IReadOnlyList<OutboxEntry> NoteVoids(IReadOnlyList<SeqRange> voids)
    {
        var news = new List<OutboxEntry>();
        foreach (SeqRange one in voids)
        {
            if (Find(one.Seq) is not { } entry || (entry.IsVoidAtHub && (one.Reason is null || entry.Refusal is not null))) continue;
            entry.IsVoidAtHub = true;
            if (one.Reason is { } reason) entry.Refusal ??= new StoreException(StoreErrorCode.Refused, reason);
            news.Add(entry);
        }

        return news;
    }

    /// <summary>The source is given up: removes what was ever sent under it.</summary>
    /// <param name="sent">The highest seq that was ever sent.</param>
    /// <returns>What stands in history, as it stands there, and that of which nobody knows.</returns>
    public (IReadOnlyList<OutboxEntry> Standing, IReadOnlyList<OutboxEntry> Unknown) TakeSent(long sent)
    {
        ILookup<bool, OutboxEntry> taken = TakeThrough(sent).ToLookup(static entry => entry.IsSettled || entry.IsAcknowledged);
        foreach (OutboxEntry entry in taken[true])
        {
            // its record will not be known any more as one of ours
            if (!entry.IsSettled) Settle(entry, entry.IsVoidAtHub);
        }

        return ([.. taken[true]], [.. taken[false]]);
    }

    /// <summary>The seqs start anew under another source: nothing is acknowledged of it, and everything that is left goes out again.</summary>
    public void Restart()
    {
        AcknowledgedSeq = -1;
        _acknowledgedFirst = -1;
        foreach (OutboxEntry entry in _entries)
        {
            entry.IsAcknowledged = false;
            entry.IsSettled = false;
            entry.IsVoidAtHub = false;
        }

        if (Oldest is { } oldest) _acknowledgedOrdinal = Math.Min(_acknowledgedOrdinal, oldest.Ordinal - 1);
    }

    /// <summary>Completes when everything that was added so far is acknowledged.</summary>
    public Task WhenAcknowledgedAsync()
    {
        long last = _nextOrdinal - 1;
        if (last <= _acknowledgedOrdinal) return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Enqueue((last, done));
        return done.Task;
    }

    /// <summary>Nothing will be acknowledged any more.</summary>
    public void Fail(Exception reason)
    {
        foreach ((_, TaskCompletionSource done) in _waiters) done.TrySetException(reason);
        _waiters.Clear();
    }

    // The log's outcome holds, whatever was thought of the transaction here.
    private static void Settle(OutboxEntry entry, bool isVoid)
    {
        entry.IsSettled = true;
        entry.Transaction = isVoid ? entry.Transaction.ToVoid() : entry.Written;
    }
}
