using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Ports;
using StoreHub.Replicas;
using StoreHub.State;

namespace StoreHub;

/// <summary>
/// Shared state that reads and writes like a plain object. Made by <see cref="Create"/> it has no hub and is joined to others by any
/// transport (<see cref="OnOperation"/> and <see cref="Apply(Operation)"/>, or a port); a hub's client opens stores of its own kind.
/// Safe for any thread: each read and write is atomic, a <see cref="Batch(Action)"/> is so as a whole. Writing never waits for the network.
/// </summary>
public class Store : IDisposable, IPortedStore
{
    private readonly Lock _gate = new();
    private readonly IStoreReplica _replica;
    private readonly SubscriptionList _subscriptions;
    private readonly OperationFeed _feed = new();
    private int _depth;
    private volatile bool _disposed;

    internal Store(IStoreReplica replica, HybridClock clock, StoreLimits limits)
    {
        _replica = replica;
        _subscriptions = new SubscriptionList(replica);
        replica.Changes = _subscriptions;
        Clock = clock;
        Writer = new StoreWriter(replica, clock) { Limits = limits };
        Ports = new PortGroup(this);
    }

    /// <summary>Raised with the exception that a subscriber threw; the others were told all the same. Handlers must not throw.</summary>
    public event EventHandler<SubscriberFailedEventArgs>? SubscriberFailed;

    /// <summary>The name of this replica.</summary>
    public string Source => _replica.Source.ToString();

    /// <summary>The root as a plain object: <c>root.user.name = "Alice"</c>. Reading a container gives a live view.</summary>
    public dynamic Root => new StoreProxy(RootNode);

    /// <summary>The root as a node.</summary>
    public StoreNode RootNode => new(this, StorePath.Root);

    /// <summary>Whether <see cref="Dispose()"/> was called.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>
    /// The operations held: without a hub all that were not settled by a watermark, in order; with a hub the own ones that have no place
    /// in history yet. A copy.
    /// </summary>
    public virtual IReadOnlyList<Operation> Log => ReadLocked(static store => store._replica is PeerReplica peer ? [.. peer.Log] : Array.Empty<Operation>());

    /// <summary>How many own transactions a hub has not acknowledged yet; 0 without a hub.</summary>
    public virtual int PendingCount => 0;

    internal HybridClock Clock { get; }

    internal StoreWriter Writer { get; }

    internal StateTree Tree => _replica.Tree;

    internal Lock Gate => _gate;

    internal PortGroup Ports { get; }

    StoreLimits IPortedStore.Limits => Writer.Limits;

    /// <summary>The node at a key of the root.</summary>
    public StoreNode this[string key] => new(this, StorePath.Of(key));

    /// <summary>Makes a store without a hub.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.InvalidSource"/>.</exception>
    public static Store Create(StoreOptions? options = null)
    {
        options ??= new StoreOptions();
        var clock = new HybridClock(options.Time);
        SourceId source = options.Source is null ? SourceId.NewRandom() : SourceId.Parse(options.Source);
        return new Store(new PeerReplica(source, clock), clock, options.Limits);
    }

    /// <summary>Whether something that was read from a store is a live view of it.</summary>
    public static bool IsStoreProxy(object? value) => value is ILiveView;

    /// <summary>The store that a live view belongs to.</summary>
    /// <exception cref="ArgumentException">It is no live view: see <see cref="IsStoreProxy"/>.</exception>
    public static Store Of(object liveView) =>
        liveView is ILiveView view ? view.Place.Store : throw new ArgumentException($"A {liveView?.GetType().ToString() ?? "null"} is no live view of a store.", nameof(liveView));

    /// <summary>The node at a path.</summary>
    public StoreNode Node(StorePath path) => new(this, path);

    /// <summary>A deep copy of the visible state.</summary>
    public StoreValue Snapshot() => Read(StorePath.Root);

    /// <summary>A deep copy of what stands at a path; undefined if nothing does.</summary>
    public StoreValue ReadPath(params ReadOnlySpan<PathSegment> path) => Read(StorePath.Of(path));

    /// <summary>Makes all writes in <paramref name="write"/> one transaction: accepted or refused as one, one notification per subscriber.</summary>
    /// <remarks>
    /// If it throws, nothing of it was written; a batch inside another is part of that one, and taken back alone if only it throws. Others
    /// wait meanwhile, so keep it short, and do not wait in it for other threads or other stores.
    /// </remarks>
    public void Batch(Action write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(write, static (_, action) =>
        {
            action();
            return true;
        });
    }

    /// <summary>The same, with a result.</summary>
    /// <exception cref="ArgumentException">It is asynchronous: what it does after its first await could not be part of the transaction.</exception>
    public T Batch<T>(Func<T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return Write(write, static (_, function) =>
            function() is var result and not Task ? result : throw new ArgumentException("A batch cannot be asynchronous: await before it or after it.", nameof(write)));
    }

    /// <summary>Calls back after each batch that changed anything, here or elsewhere.</summary>
    /// <returns>Dispose of it to end the subscription.</returns>
    public IDisposable Subscribe(Action<StoreChange> callback) => Subscribe(StorePath.Root, callback);

    /// <summary>
    /// Calls back after each batch that changed something at, below or above a path, on the <see cref="SynchronizationContext"/> that is
    /// current now; without one, on the thread that made the change. Never under a lock, never twice at a time.
    /// </summary>
    /// <remarks>
    /// A path through an array follows the element that stands there now. It may write, and is then told of that afterwards. What it
    /// throws is given to <see cref="SubscriberFailed"/>.
    /// </remarks>
    /// <returns>Dispose of it to end the subscription.</returns>
    public IDisposable Subscribe(StorePath path, Action<StoreChange> callback)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(callback);
        return AddSubscription(path, callback);
    }

    /// <summary>Calls back with each own operation once its transaction is written, in order: the hook for custom transports.</summary>
    /// <returns>Dispose of it to end it.</returns>
    public IDisposable OnOperation(Action<Operation> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ThrowIfDisposed();
        return _feed.Add(callback);
    }

    /// <summary>Takes in an operation from another replica, in any order and any number of times. Only without a hub.</summary>
    /// <exception cref="InvalidOperationException">The store has a hub, which alone gives it operations.</exception>
    public void Apply(Operation operation) => ApplyBatch([operation]);

    /// <summary>Takes in operations from another replica, in any order and any number of times. Only without a hub.</summary>
    /// <exception cref="InvalidOperationException">The store has a hub, which alone gives it operations.</exception>
    /// <exception cref="StoreException">An operation is refused (see <see cref="PeerReplica.Apply(IReadOnlyList{Operation})"/>), and with it all of them.</exception>
    public void ApplyBatch(IReadOnlyList<Operation> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        ThrowIfDisposed();
        foreach (Operation operation in operations)
        {
            ArgumentNullException.ThrowIfNull(operation, nameof(operations));
            OperationLimits.Validate(operation, Writer.Limits);
        }

        Take(operations, from: null);
    }

    /// <summary>
    /// Settles all operations at or below an effective ts: they leave <see cref="Log"/> and memory. Only without a hub, and only when every
    /// replica has everything at or below it, since a later arrival there is refused.
    /// </summary>
    /// <returns>How many operations left the log.</returns>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.SequenceGap"/>: an operation at or below it still waits for lower seqs.</exception>
    public int SettleThrough(double watermark)
    {
        lock (_gate) return RequirePeer().SettleThrough(watermark);
    }

    /// <summary>Completes when everything written so far is durable at the hub, or was refused; at once without a hub.</summary>
    public virtual Task WhenAcknowledgedAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Ends the store: subscriptions end, and writing throws from now on. Reading goes on.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the store.</summary>
    protected virtual void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _disposed = true;
            _subscriptions.End();
        }

        _feed.Clear();
        Ports.Close();
    }

    void IPortedStore.Take(IReadOnlyList<Operation> operations, PortConnection from) => Take(operations, from);

    /// <summary>Joins the store to another one.</summary>
    internal PortConnection Connect(IStorePort port)
    {
        RequirePeer();
        ThrowIfDisposed();
        PortConnection connection = Ports.Connect(port);
        if (_disposed) connection.Close();
        return connection;
    }

    internal StoreValue Read(StorePath path)
    {
        lock (_gate) return NodeCopy.Copy(Tree.Read(path.Segments));
    }

    internal T ReadLocked<T>(Func<Store, T> read)
    {
        lock (_gate) return read(this);
    }

    /// <summary>Runs a write as a transaction, or as part of the one that is open on this thread.</summary>
    internal TResult Write<TState, TResult>(TState state, Func<Store, TState, TResult> write)
    {
        TResult result;
        List<StoreSubscription>? waiting;
        lock (_gate)
        {
            ThrowIfDisposed();
            if (_depth == 0) BeforeWrite();
            StoreWriter.Mark start = Writer.Here();
            _depth++;
            try
            {
                result = write(this, state);
            }
            catch
            {
                Writer.Rollback(start);
                throw;
            }
            finally
            {
                _depth--;
            }

            if (_depth > 0) return result;
            Commit();
            waiting = _subscriptions.TakeWaiting();
        }

        Tell(waiting);
        return result;
    }

    /// <summary>Runs a change that comes from elsewhere, and tells the subscribers.</summary>
    internal void Change(Action change)
    {
        List<StoreSubscription>? waiting;
        lock (_gate)
        {
            RequireNoBatch();
            change();
            waiting = _subscriptions.TakeWaiting();
        }

        Tell(waiting);
    }

    /// <summary>Called under the lock: what a batch that is open on this thread wrote so far is neither pending nor settled.</summary>
    /// <exception cref="InvalidOperationException">A batch is open on this thread.</exception>
    internal void RequireNoBatch()
    {
        if (_gate.IsHeldByCurrentThread && _depth > 0) throw new InvalidOperationException("This cannot be done inside a batch; do it before or after.");
    }

    internal StoreSubscription AddSubscription(StorePath path, Action<StoreChange> callback)
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            var subscription = new StoreSubscription(this, PathBinding.Bind(Tree, path), callback);
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    internal void Unsubscribe(StoreSubscription subscription)
    {
        lock (_gate) _subscriptions.Remove(subscription);
    }

    internal void ReportSubscriberFailure(Exception exception) => SubscriberFailed?.Invoke(this, new SubscriberFailedEventArgs(exception));

    /// <summary>Called under the lock before a transaction's first write; throws to refuse writing.</summary>
    internal virtual void BeforeWrite()
    {
    }

    /// <summary>Called under the lock with each own transaction.</summary>
    internal virtual void OnCommitted(Transaction transaction)
    {
    }

    private void Commit()
    {
        if (Writer.Commit() is not { } transaction) return;
        OnCommitted(transaction);
        _feed.Enqueue(transaction.Operations);
        Ports.Offer(transaction.Operations, from: null);
    }

    private void Take(IReadOnlyList<Operation> operations, PortConnection? from)
    {
        PeerReplica peer = RequirePeer();
        Change(() =>
        {
            List<Operation>? placed = Ports.IsEmpty ? null : [];
            peer.Apply(operations, placed);
            // an earlier life of this source may have written
            Writer.NextSeq = peer.NextSeq(peer.Source);
            if (placed is { Count: > 0 }) Ports.Offer(placed, from);
        });
    }

    private PeerReplica RequirePeer() =>
        _replica as PeerReplica ?? throw new InvalidOperationException("A store with a hub takes operations from its hub only.");

    private void Tell(List<StoreSubscription>? waiting)
    {
        _feed.Drain(this);
        if (waiting is null) return;
        foreach (StoreSubscription subscription in waiting) subscription.Raise();
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
