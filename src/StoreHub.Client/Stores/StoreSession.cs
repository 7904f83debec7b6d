using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR.Client;
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

    private static readonly TimeSpan TakeOverEcho = TimeSpan.FromSeconds(30);

    private readonly StoreHubClient _client;
    private readonly StoreHubClientOptions _options;
    private readonly Replica _replica = new(SourceId.NewRandom());
    private readonly RevisionWaiters _revisionWaiters = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SessionStatus _status;
    private readonly SessionEvents _events;
    private readonly SessionInbox _inbox;
    private readonly SessionOutbox _outbox;
    private readonly SubmitPump _pump;
    private LimitsInfo _limits = new();
    private Task? _closing;
    private string? _settledEpoch;
    // live is who has what the hub had when it answered; null: not open, or live already
    private long? _liveAt;
    private long _reportedBase;
    private long _takenOverAt;

    public StoreSession(StoreHubClient client, string name, StoreHubClientOptions options)
    {
        _client = client;
        _options = options;
        Name = name;
        Store = new HubStore(this, _replica, new HybridClock(options.Time), options.Limits);
        _status = new SessionStatus(name);
        _events = new SessionEvents(Store);
        _inbox = new SessionInbox(options.Protocol, LoseThread);
        _outbox = new SessionOutbox(Store, _replica, _events);
        _pump = new SubmitPump(this, options);
        Store.Writer.Base = () => _outbox.Base;
    }

    public string Name { get; }

    public HubStore Store { get; }

    public ClientStatus Status => _status.Current;

    public bool IsClosed => _status.IsClosed;

    /// <summary>How many callers wait for the store to be opened, or have it.</summary>
    public int Openers { get; set; }

    public long Revision => Locked(() => _replica.Revision);

    public string? Epoch => Locked(() => _settledEpoch);

    public long AcknowledgedRevision { get; private set; }

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
        _outbox.Entries.Add(transaction, _replica.Revision);
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

    public Task WhenLiveAsync(CancellationToken cancellationToken) => Locked(() => _status.Live).WaitAsync(cancellationToken);

    /// <summary>Completes when the first attempt to open the store came to something.</summary>
    /// <exception cref="StoreException">The hub refused, or the store was closed.</exception>
    public async Task WhenTriedAsync(CancellationToken cancellationToken)
    {
        await _status.Tried.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (IsClosed) throw _status.Closure();
    }

    public Task WhenSettledAsync(long revision, CancellationToken cancellationToken) => Locked(() => IsClosed && revision > _replica.Revision
        ? Task.FromException(_status.Closure())
        : _revisionWaiters.WaitAsync(revision, _replica.Revision)).WaitAsync(cancellationToken);

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
        return new HubStoreStatus(
            result.Epoch, result.Revision, result.DurableRevision, result.Floor, result.TailStart, result.StateRevision,
            result.StateHash is null ? null : StateHash.Parse(result.StateHash), result.Subscribers, result.Sources);
    }

    /// <summary>Opens or resumes the store on a connection.</summary>
    /// <returns>Why the hub refused; null once it has answered, or if the store was closed meanwhile.</returns>
    public async Task<StoreException?> OpenAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsClosed) return null;
            SetStatus(new ClientStatus(ClientState.Connecting));
            bool welcome = false;
            while (!welcome)
            {
                _pump.Stop();
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

            Deliver();
            if (IsClosed) _client.TellClosed(this);
            else _pump.Start(connection, cancellationToken);
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
        if (message.Reconnect || IsEchoOfOwnPast(message)) _client.Reopen(this);
        else Close(message.Code, message.Message);
    }

    /// <summary>The connection is gone; what is pending waits for the next one.</summary>
    public void Disconnected(ClientStatus status)
    {
        _pump.Stop();
        Locked(() =>
        {
            _liveAt = null;
            _inbox.Begin(_replica.Revision);
        });
        SetStatus(status);
    }

    /// <summary>Ends the store for good.</summary>
    public void Close(StoreErrorCode reason, string message)
    {
        _pump.Stop();
        SetStatus(new ClientStatus(ClientState.Closed, reason, message));
        Locked(() =>
        {
            _outbox.Entries.Fail(_status.Closure());
            _revisionWaiters.Fail(_status.Closure());
        });
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

    /// <summary>The next transactions to send, below the hub's frame limit; empty if there are none, or the run that asks was stopped.</summary>
    public IReadOnlyList<Transaction> TakeBatch(SubmitBatch batch, bool single, CancellationToken run)
    {
        IReadOnlyList<Transaction> taken = [];
        OfRun(() => taken = _outbox.TakeBatch(batch, single, _limits.MaxFrameBytes), run);
        return taken;
    }

    /// <summary>Sends again from a seq on.</summary>
    public void Rewind(long seq, CancellationToken run) => OfRun(() => _outbox.Rewind(seq), run);

    /// <summary>The hub cannot store writes at present, or can again.</summary>
    public void NoteStorage(string? hindrance, CancellationToken run)
    {
        // after each submission: only a change takes the lock
        if (Status.State != ClientState.Live || Status.Message == hindrance) return;
        OfRun(
            () =>
            {
                if (Status.State == ClientState.Live) SetStatusLocked(hindrance is null ? new ClientStatus(ClientState.Live) : new ClientStatus(ClientState.Live, StoreErrorCode.StorageUnavailable, hindrance));
            },
            run);
    }

    /// <summary>The hub does not take a transaction as it is: it becomes void, so that the outbox goes on.</summary>
    public void Refuse(Transaction transaction, StoreException why, CancellationToken run) => OfRun(() => _outbox.Refuse(transaction, why), run);

    /// <summary>Asks for the store to be opened anew, since the conversation lost its thread.</summary>
    public void Reopen() => _client.Reopen(this);

    /// <summary>Somebody else wrote under this source: what was never sent goes out again under a new one.</summary>
    public void AbandonSource(CancellationToken run) => OfRun(
        () =>
        {
            _outbox.SourceIsTaken();
            _events.Next(Reopen);
        },
        run);

    public void OnPumpFailed(Exception failure) => _client.OnSubmitFailed(this, failure);

    /// <summary>A run of the pump that was stopped must not touch what belongs to the next: stopping comes before each opening.</summary>
    private void OfRun(Action change, CancellationToken run) => Change(() =>
    {
        if (!run.IsCancellationRequested) change();
    });

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
    }

    /// <summary>
    /// An Open that this client had sent on a connection it lost since may reach the hub after the one on the next: it then takes over from
    /// its own successor. Opening again puts that right; once more within the time means that there really is another.
    /// </summary>
    private bool IsEchoOfOwnPast(ClosedMessage message)
    {
        if (message.Code != StoreErrorCode.TakenOver) return false;
        long before = _takenOverAt;
        _takenOverAt = _options.Time.GetTimestamp();
        return before == 0 || _options.Time.GetElapsedTime(before) > TakeOverEcho;
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
            Cursor = _settledEpoch is null ? null : new Cursor(_settledEpoch, _replica.Revision),
            Base = _reportedBase,
        };
    }

    private bool Welcome(OpenRequest request, OpenResult result)
    {
        if (result.Limits is { } limits)
        {
            _limits = limits;
            Store.Writer.Limits = limits.ToStoreLimits();
        }

        Store.Clock.Offset = _client.ClockOffsetMilliseconds;
        if (_options.Role != StoreRole.Reader)
        {
            if (!_outbox.Open(result, request.Cursor?.Revision ?? 0)) return false;
            AcknowledgedRevision = result.AcknowledgedRevision;
        }

        if (result.Delta) _settledEpoch = result.Epoch;
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
        _settledEpoch = null;
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

        // the cursor names what is settled: a snapshot of another epoch may be received and held back
        _settledEpoch = epoch;
        if (snapshot is not null)
        {
            _replica.LoadSnapshot(snapshot, _outbox.Entries.Entries.Select(static entry => entry.Transaction));
            _outbox.Settle(snapshot);
        }
        else
        {
            _replica.Apply(records);
            _outbox.Settle(records);
        }

        Store.Clock.Observe(_replica.LastTs);
        _revisionWaiters.Reached(_replica.Revision);
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
