using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>
/// One store's operation log. It assigns revisions and hub timestamps, stores and publishes in one atomic step per append; it is
/// idempotent by (source, seq), all or nothing per transaction; and it is gap-free within an epoch.
/// <para>Atomicity: nothing comes between the operations of a transaction, and an append either has all its outcomes or failed.</para>
/// <para>Order: records are published in the order of their revisions, each once, to the observer.</para>
/// <para>Loss: what is published but not yet durable may be lost with the process; then the next opening has another epoch, and the
/// earlier one ends at the last revision that survived. What was reported durable is never lost, or opening fails.</para>
/// <para>Ending: a log that is disposed with nothing in it (last revision 0) leaves nothing behind; its epoch and owners are forgotten.</para>
/// <para>A log keeps what it classifies by (last revision, last timestamp, per source the last seq and owner) beyond trimming, until the source is
/// forgotten by a record.</para>
/// <para>Reach: a log that cannot be reached throws <see cref="LogUnavailableException"/>, has a <see cref="Hindrance"/> and has not failed.</para>
/// One caller appends, reads and trims at a time; properties are safe for any thread.
/// </summary>
public interface IStoreLog : IAsyncDisposable
{
    /// <summary>The name of this incarnation of the log.</summary>
    string Epoch { get; }

    /// <summary>The earlier epochs, oldest first, each with the revision at which it ended.</summary>
    IReadOnlyList<EpochEnd> EarlierEpochs { get; }

    /// <summary>The last revision that was published; 0 if none was.</summary>
    long LastRevision { get; }

    /// <summary>The last durable revision; at most <see cref="LastRevision"/>.</summary>
    long DurableRevision { get; }

    /// <summary>The revision after which records can be read: those at or below it are trimmed.</summary>
    long TrimmedThrough { get; }

    /// <summary>
    /// Why the log makes nothing durable at present, for people; null if it does. It tries again by itself. Meanwhile it still takes appends,
    /// but whoever appends had better wait.
    /// </summary>
    string? Hindrance { get; }

    /// <summary>Names the observer, once, before the first append. It hears of every record after <paramref name="after"/>.</summary>
    /// <param name="after">The last revision that the observer has read; not below <see cref="TrimmedThrough"/>.</param>
    /// <param name="observer">Who hears of records, durability and failure.</param>
    void Observe(long after, IStoreLogObserver observer);

    /// <summary>
    /// Proves or fixes whose a source is, and starts a session of it: appends of its earlier sessions fail from here on. The first claim
    /// fixes the owner until the source is forgotten.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="owner">Who claims it.</param>
    /// <param name="cancellationToken">Gives up; the claim may still have been made.</param>
    /// <returns>The claim. What was published before it, here or at another node, is published here before this completes.</returns>
    /// <exception cref="OperationLogException">The log failed; open it again.</exception>
    ValueTask<SourceClaim> ClaimAsync(SourceId source, SourceOwner owner, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends a session of a source. Of a source that never wrote, everything may be forgotten then: whoever only looked leaves nothing behind. No
    /// effect if the session is not the newest.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="session">The session, from <see cref="ClaimAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationLogException">The log failed; open it again.</exception>
    ValueTask ReleaseAsync(SourceId source, long session, CancellationToken cancellationToken = default);

    /// <summary>
    /// Classifies submissions in order, and sequences and publishes those that are new. One that <see cref="Submission.Continues"/> another
    /// that was not taken is not taken either, and has the same kind.
    /// </summary>
    /// <param name="submissions">The submissions.</param>
    /// <param name="cancellationToken">Gives up waiting; the outcome is then not known, and the same may be appended again.</param>
    /// <returns>One outcome for each. Its records were published before this completes; they need not be durable.</returns>
    /// <exception cref="OperationLogException">The log failed; open it again.</exception>
    ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<Submission> submissions, CancellationToken cancellationToken = default);

    /// <summary>Appends a floor record, unless the floor stands there already.</summary>
    /// <param name="floor">The revision at or below which tombstones are forgotten; at most <see cref="DurableRevision"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether a record was appended.</returns>
    /// <exception cref="OperationLogException">The log failed; open it again.</exception>
    ValueTask<bool> AppendFloorAsync(long floor, CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends a record by which sources are forgotten: last seq and owner, so that their names are free. Those that are not known, or have a session that was
    /// not ended, are left out.
    /// </summary>
    /// <param name="sources">The sources, each once; at most <see cref="HistoryRecord.MaxSources"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether a record was appended: false if all were left out.</returns>
    /// <exception cref="OperationLogException">The log failed; open it again.</exception>
    ValueTask<bool> AppendForgetAsync(IReadOnlyList<SourceId> sources, CancellationToken cancellationToken = default);

    /// <summary>Publishes here what other nodes have published until now; at once where there are none.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OperationLogException">The log failed; open it again.</exception>
    ValueTask CatchUpAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Reads published records in order.</summary>
    /// <param name="after">The revision after which to begin: a record's last one, or 0.</param>
    /// <param name="maxOperations">About how many operations to read at most; at least one record comes if there is one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Records without a gap; empty at the end.</returns>
    /// <exception cref="OperationLogException"><paramref name="after"/> is below <see cref="TrimmedThrough"/>, or the log failed.</exception>
    ValueTask<IReadOnlyList<HistoryRecord>> ReadAsync(long after, int maxOperations, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes everything up to a revision survive what a snapshot of it survives, also where an acknowledgement means less than that.
    /// </summary>
    /// <param name="revision">The revision; at most <see cref="DurableRevision"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OperationLogException">It cannot be done at present, or the log failed.</exception>
    ValueTask SyncAsync(long revision, CancellationToken cancellationToken = default);

    /// <summary>Forgets records whose last revision is at or below one that a saved snapshot covers.</summary>
    /// <param name="through">The revision; at most <see cref="DurableRevision"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask TrimAsync(long through, CancellationToken cancellationToken = default);
}
