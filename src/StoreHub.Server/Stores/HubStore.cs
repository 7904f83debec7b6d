using System.Threading.Channels;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;
using StoreHub.Server.FanOut;
using StoreHub.Server.Logs;
using StoreHub.Server.Topics;

namespace StoreHub.Server.Stores;

/// <summary>
/// A store at the hub: one loop that drains all that waits into one append, folds what becomes durable, raises the floor and compacts.
/// Safe for any thread; the state belongs to the loop.
/// </summary>
internal sealed partial class HubStore : IStoreLogObserver
{
    private const int MaxBatchOperations = 10_000;

    private readonly Channel<StoreWork> _work = Channel.CreateUnbounded<StoreWork>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly HashSet<Subscription> _subscriptions = [];
    private readonly Dictionary<SourceId, Subscription> _writers = [];
    private readonly FanOutLoop _fanOut;
    private readonly List<SubmitWork> _batch = [];
    private readonly List<Submission> _submissions = [];
    private readonly StoreServices _services;
    private readonly IStoreLog _log;
    private readonly SettledState _state;
    private readonly EpochLineage _lineage;
    private readonly SourceBases _bases;
    private readonly SourceRetention _retention;
    private readonly StoreCompaction _compaction;
    private Subscription[]? _round;
    private StoreException? _failure;
    private CallWork? _call;
    private bool _wasOpened;
    private long _idleSince;
    private bool _isRetired;
    private int _waiting;
    private long _durable;
    // of what is published: what is forgotten may not be durable yet
    private long _forgottenAt;
    private int _settleAsked;
    private long _askedFloor;
    private long _nextFloorLook;
    private (long Revision, string? Text) _hash;

    private HubStore(StoreName name, StoreServices services, IStoreLog log, SettledState state, StoreCompaction compaction)
    {
        Name = name;
        _services = services;
        _log = log;
        _state = state;
        _compaction = compaction;
        _durable = state.Revision;
        _idleSince = services.Time.GetTimestamp();
        _forgottenAt = state.ForgottenAt;
        _askedFloor = state.Floor;
        _lineage = new EpochLineage(log.EarlierEpochs, log.Epoch);
        _bases = new SourceBases(services.Time, services.Options.OfflineGrace, log.LastRevision > 0);
        _retention = new SourceRetention(services.Time, services.Options.SourceRetention);
        Tail = new EncodedTail(name.ToString(), log.Epoch, log.TrimmedThrough, services.Options.MaxFanOutBytes);
        Topics = new StoreTopics(name.ToString(), services.Topics, services.Options);
        _fanOut = new FanOutLoop(BeginRound);
    }

    public StoreName Name { get; }

    public EncodedTail Tail { get; }

    public StoreTopics Topics { get; }

    /// <summary>Whether it takes nothing any more, and must be opened anew: it failed, or had nothing in it and nobody at it.</summary>
    public bool HasEnded => Volatile.Read(ref _isRetired) || Volatile.Read(ref _failure) is not null;

    /// <summary>Completes when the loop has ended and the log is let go.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Recovers a store: its latest snapshot and the log's records after it.</summary>
    /// <exception cref="OperationLogException">Snapshot and log do not fit together.</exception>
    public static async Task<HubStore> OpenAsync(StoreName name, StoreServices services, CancellationToken cancellationToken)
    {
        IStoreLog log = await services.Log.OpenAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            var compaction = new StoreCompaction(name, services, log);
            SettledState state = await compaction.LoadAsync(cancellationToken).ConfigureAwait(false);
            var store = new HubStore(name, services, log, state, compaction);
            log.Observe(log.TrimmedThrough, store);
            long durable = store.Settle();
            if (store._state.Revision < durable)
                throw new OperationLogException($"The records of {name} after revision {store._state.Revision} do not follow its snapshot.");
            store._fanOut.Start();
            store.Completion = store.RunAsync();
            return store;
        }
        catch
        {
            await log.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the store with the hub: what waits is still sequenced, and the log is let go.</summary>
    public Task StopAsync()
    {
        _work.Writer.TryComplete();
        return Completion;
    }

    /// <summary>Whether nobody has had it open for so long that it may be let go.</summary>
    private bool IsIdle
    {
        get
        {
            if (_services.Options.UnloadAfter == TimeSpan.Zero || _services.Time.GetElapsedTime(Volatile.Read(ref _idleSince)) < _services.Options.UnloadAfter) return false;
            lock (_gate) return _subscriptions.Count == 0;
        }
    }

    /// <summary>Has the loop let the store go if nobody needs it any more.</summary>
    public void LetGoIfIdle()
    {
        if (IsIdle) _work.Writer.TryWrite(new CallWork<bool>(() => ValueTask.FromResult(_wasOpened = true)));
    }

    /// <summary>How many have it open.</summary>
    public int SubscriberCount
    {
        get
        {
            lock (_gate) return _subscriptions.Count;
        }
    }

    /// <summary>Begins a subscription and takes its source over from an older one.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreErrorCode.SourceForbidden"/>, <see cref="StoreErrorCode.StoreFailed"/>, <see cref="StoreErrorCode.StorageUnavailable"/>; <see cref="StoreErrorCode.NotOpen"/> if it was let go
    /// meanwhile, and there will be another.
    /// </exception>
    public Task<OpenResult> OpenAsync(OpenArguments arguments, Subscription subscription) => CallAsync(async () =>
    {
        _wasOpened = true;
        Settle();
        long expected = 0, session = 0;
        if (!arguments.Source.IsNone)
        {
            SourceClaim claim = await ReachedAsync(() => _log.ClaimAsync(arguments.Source, arguments.Owner)).ConfigureAwait(false);
            // with what other nodes appended until then: this one may have been behind
            Settle();
            if (!claim.Granted) throw new StoreException(StoreErrorCode.SourceForbidden, $"The source {arguments.Source} belongs to somebody else, or the token is not its own.");
            (session, expected) = claim;
            if (_writers.TryGetValue(arguments.Source, out Subscription? older)) TakeOver(older);
            _writers[arguments.Source] = subscription;
        }

        if (arguments.Source.IsNone && arguments.Cursor is { } ahead && ahead.Epoch == _log.Epoch && ahead.Revision > Tail.Last) await CatchUpAsync().ConfigureAwait(false);
        long? cursor = Resume(arguments.Cursor);
        SourceEntry? known = Known(arguments.Source);
        long acknowledged = known?.LastSeq ?? -1;
        subscription.Start(session, cursor, acknowledged);
        if (!arguments.Source.IsNone)
        {
            _bases.Open(arguments.Source, _state.Floor);
            if (cursor is not null) _bases.Raise(arguments.Source, arguments.Base, _state.Revision);
        }

        lock (_gate)
        {
            // Whoever is added after the failure would never be told of it.
            if (_failure is not null) throw _failure;
            _subscriptions.Add(subscription);
            _round = null;
        }

        return new OpenResult
        {
            Epoch = _log.Epoch,
            Revision = Tail.Last,
            Delta = cursor is not null,
            Continues = arguments.Cursor is { } settled && settled.Revision <= Math.Min(_lineage.ValidThrough(settled.Epoch), Tail.Last),
            ExpectedSeq = expected,
            AcknowledgedSeq = acknowledged,
            AcknowledgedRevision = known?.LastRevision ?? 0,
            ForgottenAt = Volatile.Read(ref _forgottenAt),
            Voids = known is null ? [] : [.. known.Voids.Select(range => new SeqRange(range.FirstSeq, range.Count))],
            Time = (_services.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds,
            Limits = _services.Limits,
            Server = _services.Options.ServerName,
        };
    });

    /// <summary>Sequences transactions of a subscription's source; completes before they are durable.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreErrorCode.Overloaded"/>; <see cref="StoreErrorCode.StoreFailed"/> if it fails now; <see cref="StoreErrorCode.NotOpen"/> if it
    /// has ended: only opening it anew helps.
    /// </exception>
    public Task<SubmitResult> SubmitAsync(Subscription subscription, IReadOnlyList<Submission> submissions)
    {
        int operations = submissions.Sum(submission => submission.Transaction.Count);
        if (Volatile.Read(ref _waiting) + operations > _services.Options.MaxWaitingOperations && Volatile.Read(ref _waiting) > 0)
            throw new StoreException(StoreErrorCode.Overloaded, "Too many operations wait to be sequenced; try again.", limit: _services.Options.MaxWaitingOperations);
        var work = new SubmitWork(subscription, submissions, operations);
        Interlocked.Add(ref _waiting, operations);
        if (!_work.Writer.TryWrite(work)) work.Fail(ForWriters(NotOpen()));
        return work.Result;
    }

    /// <summary>A client tells how far it has settled; a reader holds nothing back.</summary>
    /// <returns>Whether its base rose.</returns>
    public Task<bool> ReportAsync(Subscription subscription, long baseRevision) => subscription.Source.IsNone ? Task.FromResult(false) : CallAsync(() =>
    {
        bool rose = _bases.Raise(subscription.Source, baseRevision, _state.Revision);
        if (rose) _nextFloorLook = 0;
        return ValueTask.FromResult(rose);
    });

    /// <summary>Whether a cursor is so far behind that trimming may soon pass it: half of the limits remain then, and a submission may double what lies behind it.</summary>
    public bool IsFar(long cursor) =>
        Tail.Last - cursor > _services.Options.MaxTailOperations / 4 || Tail.BytesAfter(cursor) > _services.Options.MaxTailBytes / 4;

    /// <summary>The store's numbers.</summary>
    public Task<StatusResult> StatusAsync(bool hash) => CallAsync(() =>
    {
        Settle();
        return ValueTask.FromResult(new StatusResult
        {
            Epoch = _log.Epoch,
            Revision = Tail.Last,
            DurableRevision = _state.Revision,
            Floor = _state.Floor,
            TailStart = Tail.Start + 1,
            StateHash = hash ? Hash() : null,
            StateRevision = _state.Revision,
            Subscribers = SubscriberCount,
            Sources = _state.Sources.Count,
        });
    });

    /// <summary>The snapshot for a joiner: the one of which it has some already, or one after which little came.</summary>
    /// <param name="json">The wire.</param>
    /// <param name="begun">The revision of the snapshot of which it has some; −1 if it has nothing.</param>
    public ValueTask<SharedSnapshot> SnapshotAsync(bool json, long begun) => _compaction.TryGetShared(json, begun, Tail) is { } shared
        ? ValueTask.FromResult(shared)
        : new ValueTask<SharedSnapshot>(CallAsync(() => ValueTask.FromResult(_compaction.GetShared(json, begun, Tail, _state))));

    /// <summary>A subscription has ended.</summary>
    public void Leave(Subscription subscription)
    {
        Topics.Leave(subscription);
        lock (_gate)
        {
            if (!_subscriptions.Remove(subscription) || _failure is not null) return;
            _round = null;
            _idleSince = _services.Time.GetTimestamp();
        }

        // For a reader too: the loop then looks whether anybody needs the store.
        _work.Writer.TryWrite(new CallWork<bool>(async () =>
        {
            if (!_writers.TryGetValue(subscription.Source, out Subscription? writer) || writer != subscription) return false;
            _writers.Remove(subscription.Source);
            _bases.Leave(subscription.Source);
            if (HasWritten(subscription.Source)) _retention.Leave(subscription.Source);
            await _log.ReleaseAsync(subscription.Source, subscription.Session).ConfigureAwait(false);
            return true;
        }));
    }

    void IStoreLogObserver.OnPublished(IReadOnlyList<HistoryRecord> records)
    {
        Tail.Append(records);
        for (int i = 0; i < records.Count; i++)
        {
            if (records[i].Kind == RecordKind.Forget) Volatile.Write(ref _forgottenAt, records[i].LastRevision);
        }

        _fanOut.Signal();
    }

    void IStoreLogObserver.OnDurable(long revision)
    {
        Volatile.Write(ref _durable, revision);
        if (Interlocked.Exchange(ref _settleAsked, 1) == 0) _work.Writer.TryWrite(new CallWork<bool>(() => ValueTask.FromResult(true)));
    }

    void IStoreLogObserver.OnFailed(OperationLogException reason) => Fail(reason);

    void IStoreLogObserver.OnClaimed(SourceId source, long session) => _work.Writer.TryWrite(new CallWork<bool>(() =>
    {
        bool isOlder = _writers.TryGetValue(source, out Subscription? writer) && writer.Session < session;
        if (isOlder) TakeOver(writer!);
        return ValueTask.FromResult(isOlder);
    }));

    StoreMemory? IStoreLogObserver.Recall() => new(_state, Tail.Start, Tail.Range(Tail.Start, Tail.Last));

    /// <summary>What is there now goes out to all in the same frames, as far as they stand at the same cursor.</summary>
    private Subscription[] BeginRound()
    {
        Tail.Offer();
        lock (_gate) return _round ??= [.. _subscriptions];
    }

    private static void TakeOver(Subscription older) =>
        older.Close(StoreErrorCode.TakenOver, "A newer connection of the same source took over.", reconnect: false);

    private Task<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        var work = new CallWork<T>(call);
        if (!_work.Writer.TryWrite(work)) work.Fail(Ending());
        return work.Result;
    }

    /// <summary>The revision after which records follow, or null if only a snapshot helps.</summary>
    private long? Resume(Cursor? cursor)
    {
        if (cursor is null) return Tail.Last == 0 ? 0 : null;
        return cursor.Revision <= _lineage.ValidThrough(cursor.Epoch) && cursor.Revision >= Tail.Start && Tail.Reaches(cursor.Revision) ? cursor.Revision : null;
    }

    // Hashing takes time in proportion to the state, and anybody may ask.
    private string Hash()
    {
        if (_hash.Text is null || _hash.Revision != _state.Revision) _hash = (_state.Revision, _state.ComputeHash().ToString());
        return _hash.Text;
    }

    private StoreException NotOpen() => new(StoreErrorCode.NotOpen, $"The store {Name} ended at the hub; open it again.");

    private StoreException Ending() => _failure ?? (Volatile.Read(ref _isRetired) ? NotOpen() : Failure(null));

    private static StoreException Failure(Exception? cause) =>
        new(StoreErrorCode.StoreFailed, "The store failed at the hub and recovers; open it again.", innerException: cause);
}
