using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR.Client;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Client.Stores;

/// <summary>
/// One store's conversation with the hub: opening and resuming, deliveries in, submissions out, acknowledgements, refusals and loss. Its
/// state lies under the store's lock; nothing is awaited and no application code runs there.
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
    private readonly Outbox _outbox = new();
    private readonly DeliveryQueue _deliveries = new();
    private readonly RevisionWaiters _revisionWaiters = new();
    private readonly List<Action> _events = [];
    private readonly SnapshotAssembly _assembly;
    private readonly SubmitPump _pump;
    private List<Action>? _held;
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _token = NewToken();
    private string? _epoch;
    private string? _settledEpoch;
    private bool _awaitingSnapshot;
    private long _received;
    private long _reportedBase;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private long _sentSeq = -1;
    private bool _sourceIsTaken;
    private long _takenOverAt;

    public StoreSession(StoreHubClient client, string name, StoreHubClientOptions options)
    {
        _client = client;
        _options = options;
        Name = name;
        _assembly = new SnapshotAssembly(options.Protocol);
        Store = new HubStore(this, _replica, new HybridClock(options.Time), options.Limits);
        Store.Writer.Base = OldestBase;
        _pump = new SubmitPump(this, options);
    }

    public string Name { get; }

    public HubStore Store { get; }

    public ClientStatus Status { get; private set; } = new(ClientState.Connecting);

    public long Revision => Locked(() => _replica.Revision);

    public string? Epoch => Locked(() => _settledEpoch);

    public long AcknowledgedRevision { get; private set; }

    public int PendingCount => Locked(() => (int)_outbox.Unacknowledged);

    public long? DeliveryLimit => Locked(() => _deliveries.Limit);

    public bool IsClosed => Status.State == ClientState.Closed;

    /// <summary>The limits that hold: the hub's once it has announced them.</summary>
    public LimitsInfo Limits { get; private set; } = new();

    public void RequireWriter()
    {
        if (_options.Role == StoreRole.Reader) throw new StoreException(StoreErrorCode.ReaderCannotWrite, $"The client opened '{Name}' as a reader; readers do not write.");
        if (IsClosed) throw new StoreException(Status.Reason, $"'{Name}' is closed: {Status.Message}");
    }

    /// <summary>Called under the lock.</summary>
    public void OnCommitted(Transaction transaction)
    {
        _outbox.Add(transaction, _replica.Revision);
        _pump.Signal();
    }

    public IReadOnlyList<Operation> PendingOperations() => Locked(() => (IReadOnlyList<Operation>)[.. _replica.Pending.SelectMany(static transaction => transaction.Operations)]);

    public void SetDeliveryLimit(long? limit)
    {
        Store.Change(() => _deliveries.Limit = limit);
        Deliver();
    }

    public Task WhenAcknowledgedAsync(CancellationToken cancellationToken) =>
        Locked(() => IsClosed && _outbox.Unacknowledged > 0 ? Task.FromException(Closure()) : _outbox.WhenAcknowledgedAsync()).WaitAsync(cancellationToken);

    public Task WhenLiveAsync(CancellationToken cancellationToken) => Locked(() => _live.Task).WaitAsync(cancellationToken);

    /// <summary>Completes when the first attempt to open the store came to something.</summary>
    /// <exception cref="StoreException">The hub refused.</exception>
    public async Task WhenTriedAsync(CancellationToken cancellationToken)
    {
        await _tried.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (IsClosed) throw Closure();
    }

    public Task WhenSettledAsync(long revision, CancellationToken cancellationToken) => Locked(() => _revisionWaiters.WaitAsync(revision, _replica.Revision)).WaitAsync(cancellationToken);

    public (long Revision, StateHash Hash) GetSettledHash() => Locked(() => _replica.ReadSettled(static state => (state.Revision, state.ComputeHash())));

    public async Task<HubStoreStatus> GetHubStatusAsync(bool hash, CancellationToken cancellationToken)
    {
        StatusResult result = await _client.InvokeAsync<StatusResult>(HubMethods.Status, new StatusRequest { Store = Name, Hash = hash }, cancellationToken).ConfigureAwait(false);
        if (result.Error is { } error) throw error.ToException();
        return new HubStoreStatus(
            result.Epoch, result.Revision, result.DurableRevision, result.Floor, result.TailStart, result.StateRevision,
            result.StateHash is null ? null : StateHash.Parse(result.StateHash), result.Subscribers, result.Sources);
    }

    /// <summary>Opens or resumes the store on a connection.</summary>
    /// <returns>Why the hub refused; null once the store is live.</returns>
    public async Task<StoreException?> OpenAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenAloneAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<StoreException?> OpenAloneAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        SetStatus(new ClientStatus(ClientState.Connecting));
        while (true)
        {
            _pump.Stop();
            OpenRequest request = Locked(BeginOpen);
            double sent = HybridClock.UnixMilliseconds(_options.Time);
            OpenResult result = await connection.InvokeAsync<OpenResult>(HubMethods.Open, request, cancellationToken).ConfigureAwait(false);
            double received = HybridClock.UnixMilliseconds(_options.Time);
            if (result.Error is { } error) return error.ToException();
            _client.NoteClock(result.Time - (sent + received) / 2, received - sent);
            bool welcome = false;
            Change(() => welcome = Welcome(result));
            if (!welcome) continue;
            Deliver();
            _pump.Start(connection, cancellationToken);
            return null;
        }
    }

    public void OnRecords(RecordsMessage message)
    {
        Change(() => WhenOpen(() => Receive(message)));
        Deliver();
    }

    public void OnSnapshot(SnapshotChunk chunk)
    {
        Change(() => WhenOpen(() => Receive(chunk)));
        Deliver();
    }

    public void OnAck(AckMessage message) => Change(() => WhenOpen(() =>
    {
        if (message.Source != _replica.Source.ToString()) return;
        AcknowledgedRevision = Math.Max(AcknowledgedRevision, message.Revision);
        foreach (SeqRange refused in message.Voids)
        {
            if (refused.Reason is { } reason && _outbox.Find(refused.Seq) is { } entry) entry.Refusal ??= new StoreException(StoreErrorCode.Refused, reason);
        }

        _outbox.Acknowledge(message.Seq);
        FinishDone();
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
        Locked(() => _held = []);
        SetStatus(status);
    }

    /// <summary>Ends the store for good.</summary>
    public void Close(StoreErrorCode reason, string message)
    {
        _pump.Stop();
        SetStatus(new ClientStatus(ClientState.Closed, reason, message));
        Locked(() =>
        {
            _outbox.Fail(Closure());
            _live.TrySetException(Closure());
            // the application need not observe it: the status says the same
            _ = _live.Task.Exception;
            _revisionWaiters.Fail(Closure());
        });
        _client.Forget(this);
    }

    public void Abandon()
    {
        if (!IsClosed) Close(StoreErrorCode.ClosedByClient, "the application disposed of it");
    }

    public async Task CloseAsync()
    {
        if (IsClosed) return;
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

    /// <summary>The next transactions to send, below the hub's frame limit; empty if there are none. What alone is over the limit is refused here.</summary>
    public IReadOnlyList<Transaction> TakeBatch(SubmitBatch batch, bool single)
    {
        IReadOnlyList<Transaction> taken = [];
        Change(() =>
        {
            foreach (OutboxEntry entry in _outbox.After(_sentSeq))
            {
                if (batch.TryAdd(entry.Transaction, Limits.MaxFrameBytes, out int size))
                {
                    _sentSeq = entry.Transaction.LastSeq;
                    if (single) break;
                    continue;
                }

                if (batch.Count > 0) break;
                Refuse(entry, new StoreException(StoreErrorCode.TransactionTooLarge, $"A frame of {size} bytes for one transaction is over the hub's limit of {Limits.MaxFrameBytes}.", limit: Limits.MaxFrameBytes));
                if (!batch.TryAdd(entry.Transaction, Limits.MaxFrameBytes, out _)) break;
                _sentSeq = entry.Transaction.LastSeq;
            }

            taken = batch.Take();
        });
        return taken;
    }

    /// <summary>Sends again from a seq on.</summary>
    public void Rewind(long seq) => Locked(() => _sentSeq = seq - 1);

    /// <summary>The hub does not take a transaction as it is: it becomes void, so that the outbox goes on.</summary>
    public void Refuse(Transaction transaction, StoreException why) => Change(() =>
    {
        if (_outbox.Find(transaction.FirstSeq) is { } entry && entry.Transaction == transaction) Refuse(entry, why);
        _sentSeq = transaction.FirstSeq - 1;
    });

    /// <summary>Asks for the store to be opened anew, since the conversation lost its thread.</summary>
    public void Reopen() => _client.Reopen(this);

    /// <summary>Somebody else wrote under this source: what is pending goes out again under a new one.</summary>
    public void AbandonSource()
    {
        Locked(() => _sourceIsTaken = true);
        Reopen();
    }

    public void OnPumpFailed(Exception failure) => _client.OnSubmitFailed(this, failure);

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

    private static string NewToken() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    private OpenRequest BeginOpen()
    {
        _held = [];
        _deliveries.Clear();
        _assembly.Clear();
        _received = _replica.Revision;
        _reportedBase = OldestBase();
        bool writes = _options.Role != StoreRole.Reader;
        return new OpenRequest
        {
            Store = Name,
            Protocol = ProtocolVersion.Current,
            Role = _options.Role switch { StoreRole.Host => ClientRoles.Host, StoreRole.Reader => ClientRoles.Reader, _ => ClientRoles.Remote },
            Source = writes ? _replica.Source.ToString() : null,
            Token = writes ? _token : null,
            Cursor = _settledEpoch is null ? null : new Cursor(_settledEpoch, _replica.Revision),
            Base = _reportedBase,
        };
    }

    private bool Welcome(OpenResult result)
    {
        if (result.Limits is { } limits)
        {
            Limits = limits;
            Store.Writer.Limits = limits.ToStoreLimits();
        }

        Store.Clock.Offset = _client.ClockOffsetMilliseconds;
        if (_options.Role != StoreRole.Reader)
        {
            long first = _outbox.Oldest?.Transaction.FirstSeq ?? Store.Writer.NextSeq;
            _sourceIsTaken |= result.ExpectedSeq > Store.Writer.NextSeq;
            if (_sourceIsTaken || result.ExpectedSeq < first)
            {
                ChangeSource(result.ExpectedSeq, first);
                return false;
            }

            _sentSeq = result.ExpectedSeq - 1;
            _outbox.Opened(result.Delta, result.AcknowledgedSeq);
            AcknowledgedRevision = result.AcknowledgedRevision;
        }

        _awaitingSnapshot = !result.Delta;
        if (result.Delta) _epoch = _settledEpoch = result.Epoch;
        List<Action> held = _held!;
        _held = null;
        FinishDone();
        foreach (Action receive in held) receive();
        SetStatusLocked(new ClientStatus(ClientState.Live));
        return true;
    }

    /// <summary>Frames may come before the answer to Open: they are held until it is there.</summary>
    private void WhenOpen(Action receive)
    {
        if (_held is not null) _held.Add(receive);
        else receive();
    }

    private void Receive(RecordsMessage message)
    {
        if (_awaitingSnapshot || message.Last <= _received) return;
        IReadOnlyList<HistoryRecord> records = message.Records;
        int skip = 0;
        while (skip < records.Count && records[skip].LastRevision <= _received) skip++;
        if (message.Epoch != _epoch || skip == records.Count || records[skip].FirstRevision != _received + 1)
        {
            LoseThread();
            return;
        }

        _received = message.Last;
        _deliveries.Add(message.Epoch, skip == 0 ? records : [.. records.Skip(skip)]);
    }

    private void Receive(SnapshotChunk chunk)
    {
        SettledState? snapshot;
        try
        {
            if (!_assembly.Add(chunk, out snapshot)) return;
        }
        catch (Exception e) when (e is StoreException or FormatException)
        {
            LoseThread();
            return;
        }

        _awaitingSnapshot = false;
        _received = snapshot.Revision;
        _epoch = chunk.Epoch;
        _deliveries.Clear();
        _deliveries.Add(chunk.Epoch, snapshot);
    }

    /// <summary>What came does not follow what was there: begin anew with a snapshot.</summary>
    private void LoseThread()
    {
        _epoch = _settledEpoch = null;
        _awaitingSnapshot = true;
        _events.Add(() => _client.Reopen(this));
    }

    private void Deliver()
    {
        bool more = true;
        while (more) Change(() => more = DeliverTurn());
    }

    private bool DeliverTurn()
    {
        if (!_deliveries.TryTake(RecordsPerTurn, out string epoch, out SettledState? snapshot, out IReadOnlyList<HistoryRecord> records)) return false;
        // The cursor names what is settled: a snapshot of another epoch may be received and held back.
        _settledEpoch = epoch;
        if (snapshot is not null)
        {
            _replica.LoadSnapshot(snapshot, _outbox.Entries.Select(static entry => entry.Transaction));
            SourceEntry? known = snapshot.Sources.TryGet(_replica.Source, out SourceEntry? entry) ? entry : null;
            _outbox.Settle(known?.LastSeq ?? -1, seq => known!.IsVoid(seq));
        }
        else
        {
            _replica.Apply(records);
            foreach (HistoryRecord record in records)
            {
                if (record.Source == _replica.Source && record.Kind != RecordKind.Floor) _outbox.Settle(record);
            }
        }

        Store.Clock.Observe(_replica.LastTs);
        FinishDone();
        _revisionWaiters.Reached(_replica.Revision);
        long settled = OldestBase();
        if (settled - _reportedBase >= ReportEvery)
        {
            _reportedBase = settled;
            _events.Add(() => _client.Report(Name, settled));
        }

        return true;
    }

    private void Refuse(OutboxEntry entry, StoreException why)
    {
        if (entry.Transaction.IsVoid) return;
        entry.Refusal = why;
        entry.Transaction = entry.Transaction.ToVoid();
        _replica.Withdraw(entry.Transaction.FirstSeq);
    }

    private void FinishDone()
    {
        foreach (OutboxEntry entry in _outbox.TakeDone())
        {
            if (!entry.Transaction.IsVoid) continue;
            var refusal = new RefusedEventArgs(entry.Written.Operations, entry.Refusal?.Code ?? StoreErrorCode.Refused, entry.Refusal?.Message ?? "The hub refused the transaction.");
            _events.Add(() => Store.RaiseRefused(refusal));
        }
    }

    /// <summary>What is pending goes out again under a new source: the hub lost what it had acknowledged, or somebody else took the old one.</summary>
    private void ChangeSource(long expected, long first)
    {
        if (_sourceIsTaken) GiveUpSettled();
        else RaiseLost(StoreErrorCode.AcknowledgedLost, expected, first - expected, "the hub lost them after it had acknowledged them");
        SourceId source = SourceId.NewRandom();
        IReadOnlyList<Transaction> reissued = Reissue.Under(source, _replica.Source, _outbox.Entries);
        Store.Writer.NextSeq = reissued.Sum(static transaction => (long)transaction.Count);
        _replica.Reissue(source, reissued.Where(static transaction => !transaction.IsVoid));
        _outbox.Restart();
        _token = NewToken();
        _sentSeq = -1;
        _sourceIsTaken = false;
    }

    /// <summary>What has its place in history under the old source must not go out again, and will never be acknowledged under the new one.</summary>
    private void GiveUpSettled()
    {
        IReadOnlyList<OutboxEntry> settled = _outbox.TakeSettled();
        if (settled.Count == 0) return;
        RaiseLost(StoreErrorCode.Indeterminate, settled[0].Transaction.FirstSeq, settled.Sum(static entry => entry.Transaction.Count), "their source was taken over before they were acknowledged");
    }

    private void RaiseLost(StoreErrorCode code, long firstSeq, long count, string why)
    {
        var loss = new LossEventArgs(code, firstSeq, count, $"{count} operations of '{Name}' from seq {firstSeq} on: {why}. What was pending is sent anew.");
        _events.Add(() => Store.RaiseLost(loss));
    }

    private long OldestBase() => _outbox.Oldest?.WrittenAt ?? _replica.Revision;

    private StoreException Closure() => new(Status.Reason, $"'{Name}' is closed: {Status.Message}");

    private void SetStatus(ClientStatus status) => Change(() => SetStatusLocked(status));

    private void SetStatusLocked(ClientStatus status)
    {
        if (IsClosed || Status == status) return;
        bool wasLive = Status.State == ClientState.Live;
        Status = status;
        if (status.State != ClientState.Connecting) _tried.TrySetResult();
        if (status.State == ClientState.Live) _live.TrySetResult();
        else if (wasLive) _live = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _events.Add(() => Store.RaiseStatusChanged(status));
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
        Action[] events = [];
        Store.Change(() =>
        {
            change();
            if (_events.Count == 0) return;
            events = [.. _events];
            _events.Clear();
        });
        foreach (Action raise in events) raise();
    }
}
