using StoreHub.Operations;

namespace StoreHub.Client.Stores;

/// <summary>
/// The outbox as the pump sees it. A run of the pump that was stopped must not touch what belongs to the next: stopping comes before each
/// opening, and what a stopped run asks for is not done. Safe for any thread.
/// </summary>
/// <param name="change">Changes state under the store's lock.</param>
/// <param name="outbox">The outbox.</param>
/// <param name="events">What is to happen after a change.</param>
/// <param name="reopen">Asks for the store to be opened anew.</param>
internal sealed class SubmitRun(Action<Action> change, SessionOutbox outbox, SessionEvents events, Action reopen)
{
    /// <summary>The hub's limit of a frame.</summary>
    public int MaxFrameBytes { get; set; } = new Protocol.Messages.LimitsInfo().MaxFrameBytes;

    /// <summary>The next transactions to send, below the hub's frame limit; empty if there are none, or the run that asks was stopped.</summary>
    public IReadOnlyList<Transaction> TakeBatch(SubmitBatch batch, bool single, CancellationToken run)
    {
        IReadOnlyList<Transaction> taken = [];
        OfRun(() => taken = outbox.TakeBatch(batch, single, MaxFrameBytes), run);
        return taken;
    }

    /// <summary>Sends again from a seq on.</summary>
    public void Rewind(long seq, CancellationToken run) => OfRun(() => outbox.Rewind(seq), run);

    /// <summary>The hub does not take a transaction as it is: it becomes void, so that the outbox goes on.</summary>
    public void Refuse(Transaction transaction, StoreException why, CancellationToken run) => OfRun(() => outbox.Refuse(transaction, why), run);

    /// <summary>Asks for the store to be opened anew, since the conversation lost its thread.</summary>
    public void Reopen() => reopen();

    /// <summary>Somebody else wrote under this source: what was never sent goes out again under a new one.</summary>
    public void AbandonSource(CancellationToken run) => OfRun(
        () =>
        {
            outbox.SourceIsTaken();
            events.Next(reopen);
        },
        run);

    private void OfRun(Action action, CancellationToken run) => change(() =>
    {
        if (!run.IsCancellationRequested) action();
    });
}
