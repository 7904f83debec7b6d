using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>
/// One run of a hub between two crashes, with the real sequencer, lineage, tail, bases, settled state and snapshots. What the store's loop
/// does with them is done here step by step, whenever the simulation says so.
/// </summary>
internal sealed class SimulatedHub
{
    private const double AllowedSkew = 1000;

    private readonly SimulationWorld _world;
    private readonly SimulatedDisk _disk;
    private readonly EncodedTail _tail;
    private readonly SettledState _state;
    private readonly SourceBases _bases;
    private readonly Dictionary<SourceId, long> _sessions = [];
    private readonly Dictionary<SourceId, SimulatedConnection> _writers = [];
    private Sequencer _sequencer = new();
    private StoredSnapshot? _shared;
    private long _lastSession;
    private long _forgottenAt;

    /// <summary>Recovers from what the disk has.</summary>
    public SimulatedHub(SimulationWorld world, SimulatedDisk disk)
    {
        _world = world;
        _disk = disk;
        if (disk.Snapshot is { } stored && (stored.Id.Revision > Lineage.ValidThrough(stored.Id.Epoch) || stored.Id.Revision > disk.Durable))
            throw world.Violation($"the snapshot at revision {stored.Id.Revision} of {stored.Id.Epoch} is not of the log that recovery found");
        _state = disk.Snapshot is { } snapshot ? SettledState.DecodeSnapshot(snapshot.Content.Span) : new SettledState();
        if (disk.TrimmedThrough > 0) Restore(SettledState.DecodeSnapshot(disk.Checkpoint.Span));
        _tail = new EncodedTail("simulated", disk.Epoch, disk.TrimmedThrough, maxFrameBytes: 1 << 20);
        _forgottenAt = disk.Records.FindLast(record => record.Kind == RecordKind.Forget)?.LastRevision ?? _state.ForgottenAt;
        foreach (HistoryRecord record in disk.Records) _sequencer.Add(record);
        if (disk.Records.Count > 0) _tail.Append(disk.Records);
        _bases = new SourceBases(world.Time, world.Has(SimulationFault.FloorIgnoresOffline) ? TimeSpan.Zero : OfflineGrace, disk.LastRevision > 0);
        Settle();
    }

    public static TimeSpan OfflineGrace { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether it refuses some transactions at present.</summary>
    public bool Refuses { get; set; }

    public long Durable => _disk.Durable;

    public SettledState State => _state;

    private EpochLineage Lineage => new(_disk.Ends, _disk.Epoch);

    public bool IsOpen(SimulatedConnection connection) => connection.Session != 0 && _writers.GetValueOrDefault(connection.Source) == connection;

    public void Open(SimulatedConnection connection, Cursor? cursor, long baseRevision)
    {
        SourceId source = connection.Source;
        connection.Session = _sessions[source] = ++_lastSession;
        if (_writers.GetValueOrDefault(source) is { } older && older != connection) older.ToClient.Enqueue(client => client.OnTakenOver());
        _writers[source] = connection;
        connection.Cursor = Resume(cursor);
        _bases.Open(source, _state.Floor);
        if (connection.Cursor is not null) _bases.Raise(source, baseRevision, _state.Revision);
        _world.Trace?.Append($"\n{_world.Step,4} {source} opens at {cursor} with base {baseRevision}, has until {connection.Cursor}");
        long expected = _sequencer.ExpectedSeq(source);
        // the state may not have forgotten yet
        SourceEntry? known = expected > 0 && _state.Sources.TryGet(source, out SourceEntry? entry) ? entry : null;
        var result = new OpenResult
        {
            Epoch = _disk.Epoch,
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
    }

    public void Submit(SimulatedConnection connection, ReadOnlySpan<byte> bytes)
    {
        Transaction transaction = TransactionEncoding.FromBytes(bytes);
        SourceId source = transaction.Source;
        if (connection.Session == 0 || _sessions.GetValueOrDefault(source) != connection.Session) return;
        if (Refuses && !transaction.IsVoid && IsRefused(transaction))
        {
            if (_world.Has(SimulationFault.RefusalNotLogged) && transaction.FirstSeq == _sequencer.ExpectedSeq(source))
            {
                UseUp(transaction);
                connection.ToClient.Enqueue(client => client.OnRefused(transaction.FirstSeq));
                return;
            }

            transaction = transaction.ToVoid();
        }

        double latest = (_world.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds + AllowedSkew;
        AppendOutcome outcome = Conflicts(transaction)
            ? new AppendOutcome(AppendKind.Conflict, 0, 0)
            : _sequencer.Sequence(transaction, latest, out HistoryRecord? record) is var sequenced && record is not null ? Publish(record, sequenced) : sequenced;
        if (outcome.Kind is not (AppendKind.Appended or AppendKind.Repeat))
            throw _world.Violation($"{source}:{transaction.FirstSeq} was answered {outcome.Kind}, {outcome.ExpectedSeq} is expected");
        _bases.Raise(source, transaction.Base, _state.Revision);
    }

    public void Report(SimulatedConnection connection, long baseRevision)
    {
        if (IsOpen(connection)) _bases.Raise(connection.Source, baseRevision, _state.Revision);
    }

    /// <summary>Makes some or all of what was published durable, folds it in and acknowledges it.</summary>
    public void Sync(bool all)
    {
        long[] ends = [_disk.Durable, .. _disk.Records.Select(record => record.LastRevision).Where(revision => revision > _disk.Durable)];
        _disk.Durable = all ? ends[^1] : _world.Dice.Pick(ends);
        Settle();
    }

    public void RaiseFloor()
    {
        if (_sequencer.RaiseFloor(_bases.Least(_state.Revision)) is { } record) Publish(record, default);
    }

    /// <summary>Forgets sources as if they had been away for very long: some of those that are durable, not open, and without voids above the floor.</summary>
    public void ForgetSources()
    {
        SourceId[] away = [.. _state.Sources
            .Where(known => known.Value.Voids.Count == 0 && (_world.Has(SimulationFault.OpenSourceForgotten) || !_writers.ContainsKey(known.Key)))
            .Select(known => known.Key).Order()
            .Where(source => !_tail.Range(_state.Revision, _tail.Last).Any(record => record.Source == source) && _world.Dice.Chance(0.7))];
        if (_sequencer.Forget(away) is not { } record) return;
        foreach (SourceId source in record.Sources) _sessions.Remove(source);
        _forgottenAt = record.LastRevision;
        Publish(record, default);
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

        _shared = new StoredSnapshot(new SnapshotId(_disk.Epoch, state.Revision), state.EncodeSnapshot());
    }

    /// <summary>Saves the snapshot, then trims what it covers.</summary>
    public void SaveAndTrim()
    {
        if (_shared is not { } shared || shared.Id.Revision <= _disk.TrimmedThrough) return;
        _disk.Snapshot = shared;
        if (shared.Id.Revision > _disk.Durable) return;
        _disk.Trim(shared);
        _sequencer.Trim(shared.Id.Revision);
        _tail.Trim(shared.Id.Revision);
    }

    /// <summary>Sends what lies behind a connection's cursor, or a part of it.</summary>
    public void Pump(SimulatedConnection connection)
    {
        if (!IsOpen(connection)) return;
        string epoch = _disk.Epoch;
        if (connection.Cursor is not { } cursor || cursor < _tail.Start)
        {
            if (_shared is not { } kept || kept.Id.Revision < _tail.Start) TakeSnapshot();
            StoredSnapshot shared = _shared!;
            connection.Cursor = shared.Id.Revision;
            long current = _sequencer.ExpectedSeq(connection.Source) - 1;
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
        if (_world.Has(SimulationFault.OnlyOwnEpochEnds)) lineage = new EpochLineage([.. _disk.Ends.Where(end => end.Epoch == cursor.Epoch)], _disk.Epoch);
        return cursor.Revision <= lineage.ValidThrough(cursor.Epoch) && cursor.Revision >= _tail.Start && _tail.Reaches(cursor.Revision) ? cursor.Revision : null;
    }

    private AppendOutcome Publish(HistoryRecord record, AppendOutcome outcome)
    {
        _world.Trace?.Append($"\n{_world.Step,4} {OperationText.Of(record)}");
        _disk.Records.Add(record);
        _tail.Append([record]);
        _world.History.Published(_disk.Epoch, record);
        return outcome;
    }

    private void Settle()
    {
        foreach (HistoryRecord record in _tail.Range(_state.Revision, _disk.Durable))
        {
            _world.Anchors.Settling(record, _state.Tree);
            _state.Apply(FaultyRecord.Understood(_world.Options.Fault, record, _state.Tree));
            _world.History.State(_disk.Epoch, _state.Revision, _state.EncodeSnapshot(), "the hub");
            if (!record.HasAuthor || !_writers.TryGetValue(record.Source, out SimulatedConnection? writer)) continue;
            SeqRange[] voids = record.Kind == RecordKind.Void ? [new SeqRange(record.FirstSeq, record.Count)] : [];
            writer.ToClient.Enqueue(client => client.OnAcknowledged(record.LastSeq, voids));
        }
    }

    private void Restore(SettledState checkpoint) => _sequencer.Restore(
        checkpoint.Revision, checkpoint.LastTs, checkpoint.Floor, checkpoint.Sources.Select(known => KeyValuePair.Create(known.Key, known.Value.LastSeq)));

    /// <summary>The fault of a refusal without a record: the sequencer goes on as if the seqs were in history.</summary>
    private void UseUp(Transaction refused)
    {
        var lastSeqs = new Dictionary<SourceId, long>(_sequencer.LastSeqs) { [refused.Source] = refused.LastSeq };
        Sequencer before = _sequencer;
        _sequencer = new Sequencer();
        _sequencer.Restore(before.LastRevision, before.LastTs, before.Floor, lastSeqs);
    }

    /// <summary>The faults of comparing too much.</summary>
    private bool Conflicts(Transaction transaction)
    {
        HistoryRecord? known = _disk.Records.Find(record => record.Kind == RecordKind.Transaction && record.Source == transaction.Source && record.FirstSeq == transaction.FirstSeq);
        if (known is null) return false;
        return (_world.Has(SimulationFault.ContentComparedWithTs) && !transaction.IsVoid && transaction.Ts != known.Ts)
            || (_world.Has(SimulationFault.LateVoidConflicts) && transaction.IsVoid);
    }
}
