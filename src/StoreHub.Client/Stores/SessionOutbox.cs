using StoreHub.Client.Persistence;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Client.Stores;

/// <summary>
/// What goes to the hub: the outbox, how far it was sent, what is refused or lost, and under which source. Used under the store's lock.
/// </summary>
internal sealed class SessionOutbox(HubStore store, Replica replica, SessionEvents events, SessionJournal? journal = null)
{
    private readonly SourceRecord _source = new();
    // the last seq given to the connection
    private long _sentSeq = -1;
    private double _lastTs;

    public Outbox Entries { get; } = new();

    /// <summary>The secret that makes the source this store's own.</summary>
    public string Token { get; private set; } = NewToken();

    /// <summary>The revision that the floor must not pass.</summary>
    public long Base => Math.Min(Entries.Oldest?.WrittenAt ?? long.MaxValue, replica.Revision);

    /// <summary>The application wrote.</summary>
    public void Add(Transaction transaction)
    {
        OutboxEntry entry = Entries.Add(transaction, replica.Revision);
        _lastTs = transaction.Ts;
        journal?.Wrote(entry);
    }

    /// <summary>Takes up what an earlier life kept, before anything is written.</summary>
    public void Restore(KeptStore kept)
    {
        Token = kept.Token;
        _lastTs = kept.LastTs;
        store.Clock.Observe(kept.LastTs);
        store.Writer.NextSeq = kept.NextSeq;
        _source.Restore(kept);
        foreach (KeptEntry from in kept.Entries)
        {
            OutboxEntry entry = Entries.Add(from.Transaction, from.Written.WrittenAt);
            if (from.Refused is not { } refused) continue;
            if (refused.Reason.Length > 0) entry.Refusal = new StoreException(refused.Code, refused.Reason);
            if (refused.IsVoid) entry.Transaction = entry.Transaction.ToVoid();
            entry.IsVoidAtHub = refused.IsVoidAtHub;
        }

        Entries.Acknowledge(kept.AcknowledgedSeq);
    }

    /// <summary>The outbox as it is kept.</summary>
    public IEnumerable<JournalEntry> ToEntries() =>
    [
        new JournalEntry.Own(replica.Source, Token, store.Writer.NextSeq, _source.EverSent, Entries.AcknowledgedSeq, _lastTs),
        .. SessionJournal.EntriesOf(Entries.Entries),
        .. _source.ToEntries(),
    ];

    /// <summary>Somebody else has written under this source.</summary>
    public void SourceIsTaken() => _source.IsTaken = true;

    /// <summary>The store is open without the source.</summary>
    public void Follow()
    {
        if (_source.Follow()) journal?.Followed();
    }

    /// <summary>The hub has answered with what it knows of the source.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="settled">The revision of the cursor that was sent; 0 without one.</param>
    /// <returns>False if the source had to be changed, and the store must be opened under the new one.</returns>
    public bool Open(OpenResult result, long settled)
    {
        long first = Entries.Oldest?.Transaction.FirstSeq ?? store.Writer.NextSeq;
        SourceFate fate = _source.Judge(result, settled, first, store.Writer.NextSeq);
        if (fate != SourceFate.Known)
        {
            GiveUp(fate, result, first);
            ChangeSource();
            return false;
        }

        journal?.Opened(_source.Open(result));
        NoteVoids(result.Voids);
        _sentSeq = result.ExpectedSeq - 1;
        Entries.Opened(result.Delta, result.AcknowledgedSeq, replica.Sources.TryGet(replica.Source, out SourceEntry? known) ? known : null);
        journal?.Acknowledged(result.AcknowledgedSeq);
        FinishDone();
        return true;
    }

    /// <summary>The next transactions to send, below the hub's frame limit; what alone is over it is refused here.</summary>
    public IReadOnlyList<Transaction> TakeBatch(SubmitBatch batch, bool single, int maxFrameBytes)
    {
        foreach (OutboxEntry entry in Entries.After(_sentSeq))
        {
            if (journal?.MaySend(entry) == false) break;
            if (!batch.TryAdd(entry.Transaction, maxFrameBytes, out int size))
            {
                if (batch.Count > 0) break;
                Refuse(entry, new StoreException(StoreErrorCode.TransactionTooLarge, $"A frame of {size} bytes for one transaction is over the hub's limit of {maxFrameBytes}.", limit: maxFrameBytes));
                if (!batch.TryAdd(entry.Transaction, maxFrameBytes, out _)) break;
            }

            _sentSeq = entry.Transaction.LastSeq;
            _source.Sent(_sentSeq);
            if (single) break;
        }

        return batch.Take();
    }

    /// <summary>Sends again from a seq on.</summary>
    public void Rewind(long seq) => _sentSeq = seq - 1;

    /// <summary>The hub does not take a transaction as it is: it becomes void, so that the outbox goes on.</summary>
    public void Refuse(Transaction transaction, StoreException why)
    {
        if (Entries.Find(transaction.FirstSeq) is not { } entry || entry.Transaction != transaction) return;
        Refuse(entry, why);
        Rewind(transaction.FirstSeq);
    }

    public void Acknowledge(AckMessage message)
    {
        NoteVoids(message.Voids);
        Entries.Acknowledge(message.Seq);
        journal?.Acknowledged(message.Seq);
        FinishDone();
    }

    /// <summary>A snapshot was loaded.</summary>
    public void Settle(SettledState snapshot)
    {
        Entries.Settle(snapshot, replica.Source);
        FinishDone();
    }

    /// <summary>Records were applied.</summary>
    public void Settle(IReadOnlyList<HistoryRecord> records)
    {
        foreach (HistoryRecord record in records)
        {
            if (record.Source == replica.Source && record.HasAuthor) Entries.Settle(record);
        }

        FinishDone();
    }

    private static string NewToken() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    private void Refuse(OutboxEntry entry, StoreException why)
    {
        if (entry.Transaction.IsVoid) return;
        entry.Refusal = why;
        entry.Transaction = entry.Transaction.ToVoid();
        replica.Withdraw(entry.Transaction.FirstSeq);
        journal?.Refused(entry);
    }

    private void NoteVoids(IReadOnlyList<SeqRange> voids)
    {
        foreach (OutboxEntry entry in Entries.NoteVoids(voids)) journal?.Refused(entry);
    }

    private void FinishDone()
    {
        long done = -1;
        foreach (OutboxEntry entry in Entries.TakeDone())
        {
            done = entry.Transaction.LastSeq;
            Finish(entry);
        }

        if (done < 0 || journal is null) return;
        // after the events: what was refused may be told twice if the process ends in between, but not never
        SourceId source = replica.Source;
        events.Tell(() =>
        {
            lock (store.Gate)
            {
                if (replica.Source == source) journal.Done(done);
            }
        });
    }

    private void Finish(OutboxEntry entry)
    {
        if (!entry.Transaction.IsVoid) return;
        var refusal = new RefusedEventArgs(entry.Written.Operations, entry.Refusal?.Code ?? StoreErrorCode.Refused, entry.Refusal?.Message ?? "The hub refused the transaction.");
        events.Tell(() => store.RaiseRefused(refusal));
    }

    /// <summary>What is pending goes out again under a new source: the hub lost or forgot the old one, or somebody else took it.</summary>
    private void ChangeSource()
    {
        SourceId source = SourceId.NewRandom();
        // what was settled in the epoch that lost it still shows in the settled state, and comes back on top of the snapshot
        HashSet<OutboxEntry> settled = [.. Entries.Entries.Where(static entry => entry.IsSettled)];
        IReadOnlyList<Transaction> reissued = Reissue.Under(source, replica.Source, Entries.Entries);
        store.Writer.NextSeq = reissued.Sum(static transaction => (long)transaction.Count);
        replica.Reissue(source, Entries.Entries.Where(entry => !entry.Transaction.IsVoid && !settled.Contains(entry)).Select(static entry => entry.Transaction));
        Entries.Restart();
        Token = NewToken();
        _sentSeq = -1;
        _source.Restart();
        journal?.ChangedSource([.. ToEntries()], Entries.Entries);
    }

    private void GiveUp(SourceFate fate, OpenResult result, long first)
    {
        switch (fate)
        {
            case SourceFate.Taken:
                RaiseIndeterminate(Entries.TakeThrough(_source.EverSent), "their source was taken over");
                break;
            case SourceFate.Outrun:
                // what was kept by then has its place in history, and what was written since the seqs of operations that are there already
                Entries.NoteVoids(result.Voids);
                Entries.Acknowledge(result.AcknowledgedSeq);
                GiveUpSent(_source.Resumed!.Value - 1, "their process ended");
                break;
            case SourceFate.Forgotten:
                GiveUpSent(_source.EverSent, "the hub forgot their source");
                break;
            case SourceFate.Lost:
                RaiseLost(StoreErrorCode.AcknowledgedLost, result.ExpectedSeq, first - result.ExpectedSeq, "the hub lost them after it had acknowledged them");
                break;
            default:
                if (first > result.ExpectedSeq)
                    RaiseLost(StoreErrorCode.AcknowledgedLost, result.ExpectedSeq, first - result.ExpectedSeq, "the hub lost a part of history, perhaps with them, after it had acknowledged them");
                RaiseIndeterminate(Entries.TakeThrough(_source.EverSent), "the hub forgot their source");
                break;
        }
    }

    private void GiveUpSent(long through, string why)
    {
        (IReadOnlyList<OutboxEntry> standing, IReadOnlyList<OutboxEntry> unknown) = Entries.TakeSent(through);
        foreach (OutboxEntry entry in standing) Finish(entry);
        RaiseIndeterminate(unknown, why);
    }

    /// <summary>What was sent may have its place in history under the old source: it must not go out again, and nobody will acknowledge it.</summary>
    private void RaiseIndeterminate(IReadOnlyList<OutboxEntry> sent, string why)
    {
        if (sent.Count > 0)
            RaiseLost(StoreErrorCode.Indeterminate, sent[0].Transaction.FirstSeq, sent.Sum(static entry => (long)entry.Transaction.Count), why + " before they were acknowledged");
    }

    private void RaiseLost(StoreErrorCode code, long firstSeq, long count, string why)
    {
        var loss = new LossEventArgs(code, firstSeq, count, $"{count} operations of '{store.Name}' from seq {firstSeq} on: {why}. What {(code == StoreErrorCode.Indeterminate ? "was never sent" : "was pending")} is sent anew.");
        events.Tell(() => store.RaiseLost(loss));
    }
}
