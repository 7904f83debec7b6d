using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR.Client;
using StoreHub.Client.Persistence;
using StoreHub.Client.Topics;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Client.Stores;

/// <summary>
/// One store's conversation with the hub: opening and resuming, deliveries in, submissions out, acknowledgements. Its state lies under the
/// store's lock; nothing is awaited and no application code runs there.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore without a wait handle holds nothing, and late openings may still wait for it.")]
internal sealed class StoreSession
{
    private const int RecordsPerTurn = 1000;
    private const long ReportEvery = 256;

    private readonly StoreHubClient _client;
    private readonly StoreHubClientOptions _options;
    private readonly Replica _replica = new(SourceId.NewRandom());
    private readonly TakeOverEcho _takeOverEcho;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SessionStatus _status;
    private readonly SessionEvents _events;
    private readonly SessionInbox _inbox;
    private readonly SessionOutbox _outbox;
    private readonly SessionReplica _settled;
    private readonly SessionJournal? _journal;
    private readonly Task _restored;
    private readonly SubmitRun _run;
    private readonly SubmitPump _pump;
    private Task? _closing;
    private CancellationToken? _openOn;
    // live is who has what the hub had when it answered; null: not open, or live already
    private long? _liveAt;
    private long _reportedBase;

    public StoreSession(StoreHubClient client, string name, StoreHubClientOptions options)
    {
        _client = client;
        _options = options;
        Name = name;
        Store = new HubStore(this, _replica, new HybridClock(options.Time), options.Limits);
        Topics = new SessionTopics(client, this);
        _status = new SessionStatus(name);
        _events = new SessionEvents(Store);
        _inbox = new SessionInbox(options.Protocol, LoseThread);
        _takeOverEcho = new TakeOverEcho(options.Time);
        if (options.DataPath is not null) _journal = new SessionJournal(name, options, client.Logger) { Locked = Locked, Kept = SignalPump, FailureChanged = Store.RaisePersistenceChanged };
        _outbox = new SessionOutbox(Store, _replica, _events, _journal);
        _run = new SubmitRun(Change, _outbox, _events, Reopen);
        _pump = new SubmitPump(this, _run, options);
        _settled = new SessionReplica(Store, _replica, _outbox, _journal);
        Store.Writer.Base = () => _outbox.Base;
        if (_journal is not null) _journal.State = () => [.. _outbox.ToEntries(), .. _settled.ToEntries()];
        _restored = _journal is null ? Task.CompletedTask : Task.Run(RestoreAsync);
    }

    public string Name { get; }

    public HubStore Store { get; }

    public SessionTopics Topics { get; }

    public ClientStatus Status => _status.Current;

    public bool IsClosed => _status.IsClosed;

    /// <summary>How many callers wait for the store to be opened, or have it.</summary>
    public int Openers { get; set; }

    public long Revision => Locked(() => _replica.Revision);

    public string? Epoch => Locked(() => _settled.Epoch);

    public long AcknowledgedRevision { get; private set; }

    /// <summary>Why nothing can be kept on disk at present.</summary>
    public Exception? PersistenceFailure => _journal?.Failure;

    public int PendingCount => Locked(() => (int)_outbox.Entries.Unacknowledged);

    public long? DeliveryLimit => Locked(() => _inbox.Deliveries.Limit);

    /// <summary>Completes when closing is done; null while nobody closes the store.</summary>
    public Task? Closing => Locked(() => _closing);

    public void RequireWriter()
    {
        if (_options.Role == StoreRole.Reader) throw new StoreException(StoreErrorCode.ReaderCannotWrite, $"The client opened '{Name}' as a reader; readers do not write.");
        if (IsClosed) throw _status.Closure();
    }

    /// <summary>Called under the lock.</summary>
    public void OnCommitted(Transaction transaction)
    {
        _outbox.Add(transaction);
        _pump.Signal();
    }

    public IReadOnlyList<Operation> PendingOperations() => Locked(() => (IReadOnlyList<Operation>)[.. _replica.Pending.SelectMany(static transaction => transaction.Operations)]);

    public void SetDeliveryLimit(long? limit)
    {
        Change(() => _inbox.Deliveries.Limit = limit);
        Deliver();
    }

    public Task WhenAcknowledgedAsync(CancellationToken cancellationToken) =>
        Locked(() => IsClosed && _outbox.Entries.Unacknowledged > 0 ? Task.FromException(_status.Closure()) : _outbox.Entries.WhenAcknowledgedAsync()).WaitAsync(cancellationToken);

    /// <exception cref="InvalidOperationException">Nothing is kept.</exception>
    public Task WhenPersistedAsync(CancellationToken cancellationToken) => _journal is null
        ? throw new InvalidOperationException($"'{Name}' is kept in memory only: the client has no {nameof(StoreHubClientOptions.DataPath)}.")
        : Locked(_journal.WhenKeptAsync).WaitAsync(cancellationToken);

    public Task WhenLiveAsync(CancellationToken cancellationToken) => Locked(() => _status.Live).WaitAsync(cancellationToken);

    /// <summary>Completes when the first attempt to open the store came to something.</summary>
    /// <exception cref="StoreException">The hub refused, or the store was closed.</exception>
    public async Task WhenTriedAsync(CancellationToken cancellationToken)
    {
        await _restored.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _status.Tried.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (IsClosed) throw _status.Closure();
    }

    public Task WhenSettledAsync(long revision, CancellationToken cancellationToken) => Locked(() => IsClosed && revision > _replica.Revision
        ? Task.FromException(_status.Closure())
        : _settled.Waiters.WaitAsync(revision, _replica.Revision)).WaitAsync(cancellationToken);

    /// <exception cref="InvalidOperationException">A batch is open on this thread: what it wrote so far belongs to no revision.</exception>
    public (long Revision, StateHash Hash) GetSettledHash() => Locked(() =>
    {
        Store.RequireNoBatch();
        return _replica.ReadSettled(static state => (state.Revision, state.ComputeHash()));
    });

    public async Task<HubStoreStatus> GetHubStatusAsync(bool hash, CancellationToken cancellationToken)
    {
        StatusResult result = await _client.InvokeAsync<StatusResult>(HubMethods.Status, new StatusRequest { Store = Name, Hash = hash }, cancellationToken).ConfigureAwait(false);
        if (result.Error is { } error) throw error.ToException();
        return HubStoreStatus.Of(result);
    }

    /// <summary>Opens or resumes the store on a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="again">Whether also if it is open there: the connection and the application may ask for the same at the same time.</param>
    /// <param name="cancellationToken">Ends with the connection.</param>
    /// <returns>Why the hub refused; null once it has answered, or if the store was closed meanwhile.</returns>
    public async Task<StoreException?> OpenAsync(HubConnection connection, bool again, CancellationToken cancellationToken)
    {
        await _restored.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsClosed || (!again && _openOn == cancellationToken)) return null;
            SetStatus(new ClientStatus(ClientState.Connecting));
            Topics.Lost();
            bool welcome = false;
            while (!welcome)
            {
                _pump.Stop();
                if (_journal is not null) await Locked(_journal.WhenSourceKeptAsync).WaitAsync(cancellationToken).ConfigureAwait(false);
                OpenRequest request = Locked(BeginOpen);
                double sent = HybridClock.UnixMilliseconds(_options.Time);
                OpenResult result = await connection.InvokeAsync<OpenResult>(HubMethods.Open, request, cancellationToken).ConfigureAwait(false);
                double received = HybridClock.UnixMilliseconds(_options.Time);
                if (result.Error is { } error) return error.ToException();
                _client.NoteClock(result.Time - (sent + received) / 2, received - sent);
                Change(() =>
                {
                    // a connection that is gone by now makes nothing live
                    cancellationToken.ThrowIfCancellationRequested();
                    welcome = Welcome(request, result);
                });
            }

            _openOn = cancellationToken;
            Topics.Opened();
            Deliver();
            if (IsClosed) _client.TellClosed(this);
            else if (_options.Role != StoreRole.Reader) _pump.Start(connection, cancellationToken);
            return null;
        }
        finally
        {
            _opening.Release();
        }
    }

    public void OnRecords(RecordsMessage message)
    {
        Change(() => _inbox.WhenOpen(() => _inbox.Receive(message)));
        Deliver();
    }

    public void OnSnapshot(SnapshotChunk chunk)
    {
        Change(() => _inbox.WhenOpen(() => _inbox.Receive(chunk)));
        Deliver();
    }

    public void OnAck(AckMessage message) => Change(() => _inbox.WhenOpen(() =>
    {
        if (message.Source != _replica.Source.ToString()) return;
        AcknowledgedRevision = Math.Max(AcknowledgedRevision, message.Revision);
        _outbox.Acknowledge(message);
    }));

    public void OnClosed(ClosedMessage message)
    {
        if (message.Reconnect || _takeOverEcho.IsEcho(message)) Reopen();
        else Close(message.Code, message.Message);
    }

    /// <summary>The connection is gone; what is pending waits for the next one.</summary>
    public void Disconnected(ClientStatus status)
    {
        _pump.Stop();
        Topics.Lost();
        Locked(() =>
        {
            _liveAt = null;
            _inbox.Begin(_replica.Revision);
            _journal?.Left();
        });
        SetStatus(status);
    }

    /// <summary>Ends the store for good.</summary>
    public void Close(StoreErrorCode reason, string message)
    {
        _pump.Stop();
        SetStatus(new ClientStatus(ClientState.Closed, reason, message));
        Topics.Close(_status.Closure());
        Locked(() =>
        {
            _outbox.Entries.Fail(_status.Closure());
            _settled.Waiters.Fail(_status.Closure());
        });
        _ = _journal?.CloseAsync();
        _client.Forget(this);
    }

    /// <summary>The application wants the store no more, and does not wait.</summary>
    public void Abandon()
    {
        if (IsClosed) return;
        bool wasOpen = Status.State is ClientState.Live or ClientState.Connecting;
        Close(StoreErrorCode.ClosedByClient, "the application disposed of it");
        if (wasOpen) _client.TellClosed(this);
    }

    /// <summary>Flushes for a bounded time, then closes at the hub and here.</summary>
    public Task CloseAsync() => Locked(() => _closing ??= IsClosed ? Task.CompletedTask : Task.Run(FlushAndCloseAsync));

    /// <summary>The hub cannot store writes at present, or can again.</summary>
    public void NoteStorage(string? hindrance, CancellationToken run)
    {
        // after each submission: only a change takes the lock
        if (Status.State != ClientState.Live || Status.Message == hindrance) return;
        Change(() =>
        {
            if (run.IsCancellationRequested || Status.State != ClientState.Live) return;
            SetStatusLocked(hindrance is null ? new ClientStatus(ClientState.Live) : new ClientStatus(ClientState.Live, StoreErrorCode.StorageUnavailable, hindrance));
        });
    }

    public void OnPumpFailed(Exception failure) => _client.OnSubmitFailed(this, failure);

    private void Reopen() => _client.Reopen(this);

    private void SignalPump() => _pump.Signal();

    private async Task FlushAndCloseAsync()
    {
        if (_options.FlushTimeout > TimeSpan.Zero && Status.State is ClientState.Live or ClientState.Connecting)
        {
            try
            {
                await WhenAcknowledgedAsync(CancellationToken.None).WaitAsync(_options.FlushTimeout, _options.Time).ConfigureAwait(false);
            }
            catch (Exception e) when (e is TimeoutException or StoreException)
            {
                // bounded: what is not acknowledged by now is given up, and PendingCount says how much
            }
        }

        await _client.CloseAtHubAsync(this).ConfigureAwait(false);
        Store.Dispose();
        if (_journal is not null) await _journal.CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Takes up what an earlier life kept; a store that had something is usable at once, whatever the hub says.</summary>
    private async Task RestoreAsync()
    {
        try
        {
            await _journal!.OpenAsync(_replica.Source, _outbox.Token, kept =>
            {
                _outbox.Restore(kept);
                _settled.Restore(kept);
                if (!kept.IsEmpty) _status.BecomeUsable();
            }).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // whatever hinders it, the store must not begin without what is kept of it
        catch (Exception e)
#pragma warning restore CA1031
        {
            Close((e as StoreException)?.Code ?? StoreErrorCode.StorageFailed, e.Message);
        }
    }

    private OpenRequest BeginOpen()
    {
        _liveAt = null;
        _inbox.Begin(_replica.Revision);
        _reportedBase = _outbox.Base;
        bool writes = _options.Role != StoreRole.Reader;
        return new OpenRequest
        {
            Store = Name,
            Protocol = ProtocolVersion.Current,
            Role = _options.Role switch { StoreRole.Host => ClientRoles.Host, StoreRole.Reader => ClientRoles.Reader, _ => ClientRoles.Remote },
            Source = writes ? _replica.Source.ToString() : null,
            Token = writes ? _outbox.Token : null,
            Cursor = _settled.Cursor,
            Base = _reportedBase,
        };
    }

    private bool Welcome(OpenRequest request, OpenResult result)
    {
        if (result.Limits is { } limits)
        {
            _run.MaxFrameBytes = limits.MaxFrameBytes;
            Store.Writer.Limits = limits.ToStoreLimits();
        }

        Store.Clock.Offset = _client.ClockOffsetMilliseconds;
        if (_options.Role != StoreRole.Reader)
        {
            if (!_outbox.Open(result, request.Cursor?.Revision ?? 0)) return false;
            AcknowledgedRevision = result.AcknowledgedRevision;
        }
        else
        {
            _outbox.Follow();
        }

        if (result.Delta) _settled.ContinueIn(result.Epoch);
        _inbox.Open(result.Epoch, result.Delta);
        _liveAt = result.Revision;
        return true;
    }

    private void BecomeLive()
    {
        _liveAt = null;
        SetStatusLocked(new ClientStatus(ClientState.Live));
    }

    private void LoseThread()
    {
        _settled.LoseThread();
        _events.Next(Reopen);
    }

    private void Deliver()
    {
        bool more = true;
        while (more) Change(() => more = DeliverTurn());
    }

    private bool DeliverTurn()
    {
        if (!_inbox.Deliveries.TryTake(RecordsPerTurn, out string epoch, out SettledState? snapshot, out IReadOnlyList<HistoryRecord> records))
        {
            // what is left, if anything, is held back by the application
            if (_inbox.Received >= _liveAt) BecomeLive();
            return false;
        }

        _settled.Take(epoch, snapshot, records);
        long settled = _outbox.Base;
        if (settled - _reportedBase < ReportEvery) return true;
        _reportedBase = settled;
        _events.Next(() => _client.Report(Name, settled));
        return true;
    }

    private void SetStatus(ClientStatus status) => Change(() => SetStatusLocked(status));

    private void SetStatusLocked(ClientStatus status)
    {
        if (_status.TryChange(status)) _events.Tell(() => Store.RaiseStatusChanged(status));
    }

    private T Locked<T>(Func<T> read)
    {
        lock (Store.Gate) return read();
    }

    private void Locked(Action change)
    {
        lock (Store.Gate) change();
    }

    /// <summary>Changes state under the lock, then tells subscribers and raises events outside of it.</summary>
    private void Change(Action change)
    {
        Action? then = null;
        try
        {
            Store.Change(() =>
            {
                change();
                then = _events.Take();
            });
        }
        finally
        {
            then?.Invoke();
        }
    }
}
