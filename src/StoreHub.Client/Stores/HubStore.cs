using StoreHub.Client.Stores;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Client;

/// <summary>
/// A store that a hub keeps in step with all its other participants. Usable at once and offline: writes show here at once, and are kept
/// until the hub has made them durable. Safe for any thread.
/// </summary>
public sealed class HubStore : Store, IAsyncDisposable
{
    private readonly StoreSession _session;

    internal HubStore(StoreSession session, Replica replica, Ordering.HybridClock clock, StoreLimits limits)
        : base(replica, clock, limits) => _session = session;

    /// <summary>Raised when the status changed; on the thread that changed it, never under a lock.</summary>
    public event EventHandler<ClientStatus>? StatusChanged;

    /// <summary>Raised once a refusal is durable: the write was rolled back before.</summary>
    public event EventHandler<RefusedEventArgs>? Refused;

    /// <summary>
    /// Raised when the hub turns out to have lost, or not to know, what this store had sent. What is still pending is sent anew; it has no
    /// effect where what it changes is gone. The old state may still show: await <see cref="WhenLiveAsync"/> before creating it again.
    /// </summary>
    public event EventHandler<LossEventArgs>? Lost;

    /// <summary>
    /// Raised when the store can no longer be kept on disk, or can be again; on a thread of its own, never under a lock. Meanwhile everything
    /// goes on in memory, and it is tried again and again.
    /// </summary>
    public event EventHandler<PersistenceChangedEventArgs>? PersistenceChanged;

    /// <summary>The store's name at the hub.</summary>
    public string Name => _session.Name;

    /// <summary>Where the store stands with its hub.</summary>
    public ClientStatus Status => _session.Status;

    /// <summary>The revision up to which history is settled here.</summary>
    public long Revision => _session.Revision;

    /// <summary>The epoch that <see cref="Revision"/> counts in; null before the first contact.</summary>
    public string? Epoch => _session.Epoch;

    /// <summary>The revision that the hub gave to this store's last acknowledged operation; 0 if there is none.</summary>
    public long AcknowledgedRevision => _session.AcknowledgedRevision;

    /// <summary>Why nothing can be kept on disk at present; null if it can, or <see cref="StoreHubClientOptions.DataPath"/> is null.</summary>
    public Exception? PersistenceFailure => _session.PersistenceFailure;

    /// <inheritdoc/>
    public override int PendingCount => _session.PendingCount;

    /// <inheritdoc/>
    public override IReadOnlyList<Operation> Log => _session.PendingOperations();

    /// <summary>
    /// Holds back deliveries beyond a revision; they wait, in order, until the limit rises or is taken away by null. For replaying recorded
    /// sessions and for deterministic tests.
    /// </summary>
    public long? DeliveryLimit
    {
        get => _session.DeliveryLimit;
        set => _session.SetDeliveryLimit(value);
    }

    /// <summary>Completes when all that was written before is durable at the hub or refused (see <see cref="Refused"/>).</summary>
    /// <exception cref="StoreException">The store closed before.</exception>
    public override Task WhenAcknowledgedAsync(CancellationToken cancellationToken = default) => _session.WhenAcknowledgedAsync(cancellationToken);

    /// <summary>
    /// Completes when all that was written before is on disk here, and so survives the end of this process and loss of power. Waits while the
    /// disk fails.
    /// </summary>
    /// <exception cref="InvalidOperationException"><see cref="StoreHubClientOptions.DataPath"/> is null.</exception>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.StorageFailed"/>: the store closed before.</exception>
    public Task WhenPersistedAsync(CancellationToken cancellationToken = default) => _session.WhenPersistedAsync(cancellationToken);

    /// <summary>Completes when the store is live.</summary>
    /// <exception cref="StoreException">The store closed before.</exception>
    public Task WhenLiveAsync(CancellationToken cancellationToken = default) => _session.WhenLiveAsync(cancellationToken);

    /// <summary>Completes when history is settled here up to a revision.</summary>
    public Task WhenSettledAsync(long revision, CancellationToken cancellationToken = default) => _session.WhenSettledAsync(revision, cancellationToken);

    /// <summary>The settled state's hash and the revision it belongs to: at equal (epoch, revision) it is the same at every replica and at the hub.</summary>
    public (long Revision, StateHash Hash) GetSettledHash() => _session.GetSettledHash();

    /// <summary>A topic of the store, for events that are published to whoever is there and are no part of its history.</summary>
    /// <param name="name">Text of 1 to 256 bytes in UTF-8.</param>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.InvalidTopic"/>.</exception>
    public Topic Topic(string name) => new(_session.Topics, TopicNameRule.Require(name));

    /// <summary>What the hub says of the store.</summary>
    /// <param name="hash">Whether it is to compute the state's hash, which costs it time in proportion to the state.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="StoreException">The hub cannot be reached or refuses.</exception>
    public Task<HubStoreStatus> GetHubStatusAsync(bool hash = false, CancellationToken cancellationToken = default) => _session.GetHubStatusAsync(hash, cancellationToken);

    /// <summary>Flushes for a bounded time, then closes the store at the hub and here.</summary>
    public async ValueTask DisposeAsync()
    {
        await _session.CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    internal override void BeforeWrite() => _session.RequireWriter();

    internal override void OnCommitted(Transaction transaction) => _session.OnCommitted(transaction);

    internal void RaiseStatusChanged(ClientStatus status) => StatusChanged?.Invoke(this, status);

    internal void RaiseRefused(RefusedEventArgs refusal) => Refused?.Invoke(this, refusal);

    internal void RaisePersistenceChanged(PersistenceChangedEventArgs change)
    {
        try
        {
            PersistenceChanged?.Invoke(this, change);
        }
#pragma warning disable CA1031 // an event handler of the application must not end the writing
        catch (Exception e)
#pragma warning restore CA1031
        {
            ReportSubscriberFailure(e);
        }
    }

    internal void RaiseLost(LossEventArgs loss) => Lost?.Invoke(this, loss);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        RequireNoBatch();
        base.Dispose(disposing);
        _session.Abandon();
    }
}
