using StoreHub.Client.Persistence;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Client.Stores;

/// <summary>What is settled here, in which epoch, and who waits for more of it. Used under the store's lock.</summary>
internal sealed class SessionReplica(HubStore store, Replica replica, SessionOutbox outbox, SessionJournal? journal)
{
    /// <summary>The epoch that the settled revision counts in; null: none, or the thread was lost.</summary>
    public string? Epoch { get; private set; }

    public RevisionWaiters Waiters { get; } = new();

    /// <summary>From where history is to go on; null: from a snapshot.</summary>
    public Cursor? Cursor => Epoch is null ? null : new Cursor(Epoch, replica.Revision);

    /// <summary>What is settled goes on in another epoch.</summary>
    public void ContinueIn(string epoch)
    {
        if (epoch != Epoch) journal?.Settled(epoch, []);
        Epoch = epoch;
    }

    public void LoseThread() => Epoch = null;

    /// <summary>Takes in what was delivered: a snapshot, or records.</summary>
    public void Take(string epoch, SettledState? snapshot, IReadOnlyList<HistoryRecord> records)
    {
        // the cursor names what is settled: a snapshot of another epoch may be received and held back
        Epoch = epoch;
        if (snapshot is not null)
        {
            journal?.Loaded(epoch, snapshot.EncodeSnapshot());
            Load(snapshot);
            outbox.Settle(snapshot);
        }
        else
        {
            journal?.Settled(epoch, records);
            replica.Apply(records);
            outbox.Settle(records);
        }

        store.Clock.Observe(replica.LastTs);
        Waiters.Reached(replica.Revision);
    }

    /// <summary>Takes up what an earlier life kept; the outbox has done so before.</summary>
    public void Restore(KeptStore kept)
    {
        Epoch = kept.Epoch;
        replica.Reissue(kept.Source, []);
        Load(kept.Settled);
        outbox.Entries.Settle(kept.Settled, kept.Source);
        store.Clock.Observe(replica.LastTs);
    }

    /// <summary>The settled state as it is kept.</summary>
    public IEnumerable<JournalEntry> ToEntries() =>
        Epoch is null ? [] : [new JournalEntry.Snapshot(Epoch, replica.ReadSettled(static state => state.EncodeSnapshot()))];

    private void Load(SettledState state) => replica.LoadSnapshot(state, outbox.Entries.Entries.Select(static entry => entry.Transaction));
}
