using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;
using StoreHub.Server.Files;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Simulation.Disks;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>
/// One run of a hub between two crashes, with the real log and snapshots in files, lineage, tail, bases and settled state. What the store's loop
/// does with them is done here step by step, whenever the simulation says so.
/// </summary>
internal sealed class SimulatedHub : IStoreLogObserver
{
    private readonly SimulationWorld _world;
    private readonly SimulatedStorage _storage;
    private readonly FileStoreLog _log;
    private readonly SimulatedCompaction _compaction;
    private readonly EncodedTail _tail;
    private readonly SettledState _state;
    private readonly SourceBases _bases;
    private readonly Dictionary<SourceId, SimulatedConnection> _writers = [];
    private readonly bool _isOpen;
    private StoredSnapshot? _shared;
    private long _forgottenAt;
    private long _durable;

    /// <summary>Recovers from what the disk has.</summary>
    public SimulatedHub(SimulationWorld world, SimulatedStorage storage)
    {
        _world = world;
        _storage = storage;
        _log = storage.Open();
        StoredSnapshot? stored = FileSnapshotStore.Load(storage.Folder);
        Lineage = LineageOf(_log);
        if (stored is not null && (stored.Id.Revision > Lineage.ValidThrough(stored.Id.Epoch) || stored.Id.Revision > _log.DurableRevision || stored.Id.Revision < _log.TrimmedThrough))
            throw world.Violation($"the snapshot at revision {stored.Id.Revision} of {stored.Id.Epoch} is not of the log that recovery found, which is durable until {_log.DurableRevision}");
        _state = stored is null ? new SettledState() : SettledState.DecodeSnapshot(stored.Content.Span);
        _durable = _state.Revision;
        _forgottenAt = _state.ForgottenAt;
        _compaction = new SimulatedCompaction(world, storage, _log, stored?.Id);
        _tail = new EncodedTail("simulated", Epoch, _log.TrimmedThrough, maxFrameBytes: 1 << 20);
        _bases = new SourceBases(world.Time, world.Has(SimulationFault.FloorIgnoresOffline) ? TimeSpan.Zero : OfflineGrace, _log.LastRevision > 0);
        _log.Observe(_log.TrimmedThrough, this);
        Settle();
        if (_state.Revision < _durable) throw world.Violation($"the log after revision {_state.Revision} does not follow the snapshot");
        _isOpen = true;
    }

    public static TimeSpan OfflineGrace { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether it refuses some transactions at present.</summary>
    public bool Refuses { get; set; }

    public SettledState State => _state;

    public long LastRevision => _log.LastRevision;

    /// <summary>Whether all that was published is durable and folded in, and nothing is under way.</summary>
    public bool IsAtRest => IsStored && _state.Revision == _durable && _compaction.IsIdle;

    /// <summary>Whether all that was published is durable.</summary>
    public bool IsStored => _log.Hindrance is null && _storage.Workers.IsIdle && _durable == _log.LastRevision;

    private EpochLineage Lineage { get; }

    private string Epoch => Lineage.Current;

    public bool IsOpen(SimulatedConnection connection) => connection.Session != 0 && _writers.GetValueOrDefault(connection.Source) == connection;

    public void Open(SimulatedConnection connection, Cursor? cursor, long baseRevision)
    {
        SourceId source = connection.Source;
        SourceClaim claim = Done(_log.ClaimAsync(source, new SourceOwner("", source.ToString())));
        connection.Session = claim.Session;
        if (_writers.GetValueOrDefault(source) is { } older && older != connection) older.ToClient.Enqueue(client => client.OnTakenOver());
        _writers[source] = connection;
        connection.Cursor = Resume(cursor);
        _bases.Open(source, _state.Floor);
        if (connection.Cursor is not null) _bases.Raise(source, baseRevision, _state.Revision);
        _world.Trace?.Append($"\n{_world.Step,4} {source} opens at {cursor} with base {baseRevision}, has until {connection.Cursor}");
        long expected = claim.ExpectedSeq;
        // the state may not have forgotten yet
        SourceEntry? known = expected > 0 && _state.Sources.TryGet(source, out SourceEntry? entry) ? entry : null;
        var result = new OpenResult
        {
            Epoch = Epoch,
            Revision = _tail.Last,
            Delta = connection.Cursor is not null,
            Continues = cursor is not null && cursor.Revision <= Lineage.ValidThrough(cursor.Epoch),
            ExpectedSeq = expected,
            AcknowledgedSeq = known?.LastSeq ?? -1,
            ForgottenAt = _world.Has(SimulationFault.ForgottenTakenForLost) ? 0 : _forgottenAt,
            Voids = known is null ? [] : [.. known.Voids.Select(range => new SeqRange(range.FirstSeq, range.Count))],
        };
        connection.ToClient.Enqueue(client => client.OnOpened(result));
    }

    /// <summary>The hub notices that a connection is gone.</summary>
    public void Leave(SimulatedConnection connection)
    {
        if (!IsOpen(connection)) return;
        _writers.Remove(connection.Source);
        _bases.Leave(connection.Source);
        Release(connection);
    }

    public void Submit(SimulatedConnection connection, ReadOnlySpan<byte> bytes)
    {
        Transaction transaction = TransactionEncoding.FromBytes(bytes);
        SourceId source = transaction.Source;
        if (connection.Session == 0 || IsHalted(connection, transaction.FirstSeq)) return;
        if (Refuses && !transaction.IsVoid && IsRefused(transaction))
        {
            if (_world.Has(SimulationFault.RefusalNotLogged) && _storage.UseUp(transaction))
            {
                connection.ToClient.Enqueue(client => client.OnRefused(transaction.FirstSeq));
                return;
            }

            transaction = transaction.ToVoid();
        }

        AppendOutcome outcome = Conflicts(transaction) ? new AppendOutcome(AppendKind.Conflict, 0, 0) : Append(transaction, connection.Session);
        // a newer connection of the source is there
        if (outcome.Kind == AppendKind.Superseded) return;
        if (outcome.Kind == AppendKind.Repeat && _world.Has(SimulationFault.NoDedupe) && !transaction.IsVoid) AppendAnew(transaction, outcome.ExpectedSeq, connection.Session);
        if (outcome.Kind is not (AppendKind.Appended or AppendKind.Repeat))
            throw _world.Violation($"{source}:{transaction.FirstSeq} was answered {outcome.Kind}, {outcome.ExpectedSeq} is expected");
        _bases.Raise(source, transaction.Base, _state.Revision);
    }

    public void Report(SimulatedConnection connection, long baseRevision)
    {
        if (IsOpen(connection)) _bases.Raise(connection.Source, baseRevision, _state.Revision);
    }

    public void RaiseFloor()
    {
        if (_log.Hindrance is null) Done(_log.AppendFloorAsync(_bases.Least(_state.Revision)));
    }

    /// <summary>Forgets sources as if they had been away for very long: some of those that are durable, not open, and without voids above the floor.</summary>
    public void ForgetSources()
    {
        SourceId[] away = [.. _state.Sources
            .Where(known => known.Value.Voids.Count == 0 && (_world.Has(SimulationFault.OpenSourceForgotten) || !_writers.ContainsKey(known.Key)))
            .Select(known => known.Key).Order()
            .Where(source => !_tail.Range(_state.Revision, _tail.Last).Any(record => record.Source == source) && _world.Dice.Chance(0.7))];
        if (away.Length == 0 || _log.Hindrance is not null) return;
        // the log spares a source whose session is live, unless it is told that it ended
        foreach (SourceId source in away)
        {
            if (_writers.TryGetValue(source, out SimulatedConnection? writer)) Release(writer);
        }

        Done(_log.AppendForgetAsync(away));
    }

    /// <summary>Makes a new snapshot for those who join.</summary>
    public void TakeSnapshot()
    {
        SettledState state = _state;
        if (_world.Has(SimulationFault.SnapshotNotDurable))
        {
            state = SettledState.DecodeSnapshot(_state.EncodeSnapshot());
            foreach (HistoryRecord record in _tail.Range(state.Revision, _tail.Last)) state.Apply(record);
        }

        _shared = new StoredSnapshot(new SnapshotId(Epoch, state.Revision), state.EncodeSnapshot());
    }

    /// <summary>Begins to save the snapshot, and to trim what it covers or a part of that.</summary>
    public void SaveAndTrim()
    {
        if (_shared is not { } shared || shared.Id.Revision <= _tail.Start) return;
        IReadOnlyList<HistoryRecord> covered = _tail.Range(_tail.Start, shared.Id.Revision);
        if (covered.Count > 0) _compaction.Begin(shared, (_world.Dice.Chance(0.5) ? covered[^1] : _world.Dice.Pick(covered)).LastRevision);
    }

    /// <summary>Goes on with saving and trimming.</summary>
    public void Compact()
    {
        if (_compaction.Step() is { } through) _tail.Trim(through);
    }

    /// <summary>The hub ends in order, and waits for what it has begun.</summary>
    public void Close() => _ = _log.CloseAsync(new OperationLogException("The hub ends."), tell: false).AsTask();

    /// <summary>Sends what lies behind a connection's cursor, or a part of it.</summary>
    public void Pump(SimulatedConnection connection)
    {
        if (!IsOpen(connection)) return;
        string epoch = Epoch;
        if (connection.Cursor is not { } cursor || cursor < _tail.Start)
        {
            if (_shared is not { } kept || kept.Id.Revision < _tail.Start) TakeSnapshot();
            StoredSnapshot shared = _shared!;
            connection.Cursor = shared.Id.Revision;
            long current = _storage.ExpectedSeq(connection.Source) - 1;
            connection.ToClient.Enqueue(client => client.OnSnapshot(epoch, shared.Content, current));
            return;
        }

        IReadOnlyList<HistoryRecord> records = _tail.Range(cursor, cursor + 1 + _world.Dice.Next((int)Math.Max(1, _tail.Last - cursor)));
        // the next record may be longer than the part that was picked
        if (records.Count == 0) records = _tail.Range(cursor, _tail.Last);
        if (records.Count == 0) return;
        connection.Cursor = records[^1].LastRevision;
        byte[] sent = RecordBatch.ToBytes(records);
        connection.ToClient.Enqueue(client => client.OnRecords(epoch, records[0].FirstRevision, sent));
    }

    private static bool IsRefused(Transaction transaction) => transaction.Operations.Any(operation => operation.Seq % 7 == 3);

    private long? Resume(Cursor? cursor)
    {
        if (cursor is null) return _tail.Last == 0 ? 0 : null;
        EpochLineage lineage = Lineage;
        if (_world.Has(SimulationFault.ResumeIgnoresEpoch)) lineage = new EpochLineage([], cursor.Epoch);
        if (_world.Has(SimulationFault.OnlyOwnEpochEnds)) lineage = new EpochLineage([.. _log.EarlierEpochs.Where(end => end.Epoch == cursor.Epoch)], Epoch);
        if (cursor.Revision > lineage.ValidThrough(cursor.Epoch) || cursor.Revision < _tail.Start || !_tail.Reaches(cursor.Revision)) return null;
        return _world.Has(SimulationFault.ResumeOffByOne) && _tail.Range(cursor.Revision, _tail.Last) is [HistoryRecord next, ..] ? next.LastRevision : cursor.Revision;
    }

    void IStoreLogObserver.OnPublished(IReadOnlyList<HistoryRecord> records)
    {
        _tail.Append(records);
        foreach (HistoryRecord record in records)
        {
            if (record.Kind == RecordKind.Forget) _forgottenAt = record.LastRevision;
            if (_isOpen) _world.Trace?.Append($"\n{_world.Step,4} {OperationText.Of(record)}");
            if (_isOpen) _world.History.Published(Epoch, record);
            else _world.History.Seen(Epoch, record);
        }
    }

    void IStoreLogObserver.OnDurable(long revision)
    {
        _durable = Math.Max(_durable, revision);
        _storage.Promised(revision);
    }

    void IStoreLogObserver.OnFailed(OperationLogException reason) => throw _world.Violation($"the log failed: {reason.Message}");

    /// <summary>Folds in what is durable, and acknowledges it.</summary>
    public void Settle()
    {
        foreach (HistoryRecord record in _tail.Range(_state.Revision, _durable))
        {
            _world.Anchors.Settling(record, _state.Tree);
            _state.Apply(FaultyRecord.Understood(_world.Options.Fault, record, _state.Tree));
            _world.History.State(Epoch, _state.Revision, _state.EncodeSnapshot(), "the hub");
            if (!record.HasAuthor || !_writers.TryGetValue(record.Source, out SimulatedConnection? writer)) continue;
            SeqRange[] voids = record.Kind == RecordKind.Void ? [new SeqRange(record.FirstSeq, record.Count)] : [];
            writer.ToClient.Enqueue(client => client.OnAcknowledged(record.LastSeq, voids));
        }
    }

#pragma warning disable VSTHRD002 // it is complete
    private void Release(SimulatedConnection connection)
    {
        ValueTask released = _log.ReleaseAsync(connection.Source, connection.Session);
        if (!released.IsCompletedSuccessfully) throw _world.Violation("the log does not release a source");
    }

    private static T Done<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : throw new InvalidOperationException("A log in files answers at once.");
#pragma warning restore VSTHRD002

    private EpochLineage LineageOf(FileStoreLog log)
    {
        if (!_world.Has(SimulationFault.EpochUnchanged)) return new EpochLineage(log.EarlierEpochs, log.Epoch);
        return new EpochLineage([], log.EarlierEpochs.Count > 0 ? log.EarlierEpochs[0].Epoch : log.Epoch);
    }

    private AppendOutcome Append(Transaction transaction, long session) => Done(_log.AppendAsync([new Submission(transaction, session)]))[0];

    /// <summary>The fault of a missing dedupe.</summary>
    private void AppendAnew(Transaction transaction, long firstSeq, long session) => Append(
        new Transaction([.. transaction.Operations.Select((operation, i) => operation.With(transaction.Source, firstSeq + i, operation.Ts, static id => id))], transaction.Base), session);

    /// <summary>While the log is hindered nothing is taken, and nothing that was sent behind that until the client begins there again.</summary>
    private bool IsHalted(SimulatedConnection connection, long firstSeq)
    {
        if (connection.IsHalted || _log.Hindrance is null) return connection.IsHalted;
        connection.ToClient.Enqueue(client => client.OnUnavailable(firstSeq));
        return connection.IsHalted = true;
    }

    /// <summary>The faults of comparing too much.</summary>
    private bool Conflicts(Transaction transaction)
    {
        if (!_world.Has(SimulationFault.ContentComparedWithTs) && !_world.Has(SimulationFault.LateVoidConflicts)) return false;
        HistoryRecord? known = _tail.Range(_tail.Start, _tail.Last).FirstOrDefault(record => record.Kind == RecordKind.Transaction && record.Source == transaction.Source && record.FirstSeq == transaction.FirstSeq);
        if (known is null) return false;
        return (_world.Has(SimulationFault.ContentComparedWithTs) && !transaction.IsVoid && transaction.Ts != known.Ts)
            || (_world.Has(SimulationFault.LateVoidConflicts) && transaction.IsVoid);
    }
}
