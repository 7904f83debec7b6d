using StoreHub.Client.Stores;
using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>A client with the real replica, outbox, clock and reissue; the conversation around them goes as a store's session has it.</summary>
internal sealed class SimulatedClient
{
    private readonly SimulationWorld _world;
    private readonly string _name;
    private readonly bool _isForeign;
    private readonly bool _runsBackward;
    private readonly HybridClock _clock;
    private readonly Outbox _outbox = new();
    private readonly SourceRecord _source = new();
    private readonly Replica _replica;
    private SimulatedConnection? _connection;
    private string? _epoch;
    private bool _isLive;
    private bool _awaitsSnapshot;
    private long _nextSeq;
    private long _sentSeq = -1;
    private long _cursor;
    private int _incarnation;
    private DateTimeOffset _retryAt;
    private bool _beginsAgain;

    public SimulatedClient(SimulationWorld world, int number)
    {
        _world = world;
        _name = $"s{number}";
        _replica = new Replica(SourceId.Parse(_name));
        Writes = new WriteLedger(world, this);
        _isForeign = world.Options.Foreign && world.Dice.Chance(0.4);
        _runsBackward = world.Dice.Chance(0.4);
        _clock = new HybridClock(new SkewedTime(world.Time, TimeSpan.FromMilliseconds(world.Dice.Pick([0, 50_000, -90_000, 300]))));
    }

    public SourceId Source => _replica.Source;

    public Replica Replica => _replica;

    public Outbox Outbox => _outbox;

    public WriteLedger Writes { get; }

    public SimulatedConnection? Connection => _connection;

    public bool IsLive => _isLive;

    private long Base => _world.Has(SimulationFault.BaseIgnoresPending) ? _replica.Revision : _outbox.Oldest?.WrittenAt ?? _replica.Revision;

    public void Write()
    {
        Transaction transaction = _world.Operations.Transaction(LiveTree.ToReference(_replica.Tree), Source, _nextSeq, Stamp(), Base, _isForeign);
        Write(FaultyRecord.Written(_world.Options.Fault, transaction, _replica.Tree));
    }

    public void Write(Transaction transaction)
    {
        _world.Anchors.Written(transaction, _replica.Tree);
        _world.Trace?.Append($"\n{_world.Step,4} {Source} at {_epoch} {_replica.Revision} writes{OperationText.Of(transaction.Operations)}");
        _nextSeq = transaction.LastSeq + 1;
        _replica.Write(transaction);
        Writes.Add(_outbox.Add(transaction, _replica.Revision));
        SortOverlay();
        // else a submission is under way, and this one waits for its answer
        if (!_world.Options.Slow && _world.Dice.Chance(0.6)) Send();
    }

    /// <summary>Takes something back that is still pending, as when the hub says that it does not take it.</summary>
    public void Withdraw()
    {
        OutboxEntry[] pending = [.. _outbox.Entries.Where(entry => !entry.IsSettled && !entry.Transaction.IsVoid)];
        if (pending.Length == 0) return;
        OutboxEntry one = _world.Dice.Pick(pending);
        _world.Trace?.Append($"\n{_world.Step,4} {Source} withdraws {one.Transaction.FirstSeq}");
        one.Transaction = one.Transaction.ToVoid();
        // until its snapshot comes, what was settled in an epoch that is lost is neither settled nor in the overlay
        if (!_replica.Withdraw(one.Transaction.FirstSeq) && !_awaitsSnapshot) throw _world.Violation($"{Source}:{one.Transaction.FirstSeq} is not in the overlay");
    }

    public void Connect()
    {
        if (_connection is not null) return;
        SimulatedConnection connection = _connection = new SimulatedConnection(Source);
        (Cursor? cursor, long from) = (_epoch is null ? null : new Cursor(_epoch, _replica.Revision), Base);
        _cursor = cursor?.Revision ?? 0;
        connection.ToHub.Enqueue(hub => hub.Open(connection, cursor, from));
    }

    /// <summary>Gives the connection up; it may go on at the hub.</summary>
    public SimulatedConnection? Cut()
    {
        SimulatedConnection? connection = _connection;
        (_connection, _isLive, _beginsAgain) = (null, false, false);
        return connection;
    }

    /// <summary>Sends what was not sent on this connection.</summary>
    public void Send()
    {
        if (!_isLive || _world.Time.GetUtcNow() < _retryAt) return;
        SimulatedConnection connection = _connection!;
        if (_beginsAgain) connection.ToHub.Enqueue(_ => connection.IsHalted = false);
        _beginsAgain = false;
        foreach (OutboxEntry entry in _outbox.Entries)
        {
            if (entry.Transaction.FirstSeq <= _sentSeq) continue;
            _sentSeq = entry.Transaction.LastSeq;
            _source.Sent(_sentSeq);
            byte[] bytes = TransactionEncoding.ToBytes(entry.Transaction);
            connection.ToHub.Enqueue(hub => hub.Submit(connection, bytes));
        }
    }

    /// <summary>An answer was lost or an error: everything from some transaction on goes out again.</summary>
    public void SendAgain()
    {
        if (!_isLive || _outbox.Count == 0) return;
        _sentSeq = Math.Min(_sentSeq, _world.Dice.Pick(_outbox.Entries.ToArray()).Transaction.FirstSeq - 1);
        Send();
    }

    /// <summary>The hub cannot store anything at present: what it did not take goes out again later.</summary>
    public void OnUnavailable(long firstSeq)
    {
        _retryAt = _world.Time.GetUtcNow() + TimeSpan.FromMilliseconds(100 + _world.Dice.Next(2000));
        _sentSeq = Math.Min(_sentSeq, firstSeq - 1);
        _beginsAgain = true;
    }

    public void Report()
    {
        if (!_isLive) return;
        (SimulatedConnection connection, long from) = (_connection!, Base);
        connection.ToHub.Enqueue(hub => hub.Report(connection, from));
    }

    public void OnOpened(OpenResult result)
    {
        (string epoch, bool delta, long expected) = (result.Epoch, result.Delta, result.ExpectedSeq);
        _world.Trace?.Append($"\n{_world.Step,4} {Source} has opened at {epoch}: delta {delta}, {expected} expected, {result.AcknowledgedSeq} acknowledged, forgotten at {result.ForgottenAt}");
        long first = _outbox.Oldest?.Transaction.FirstSeq ?? _nextSeq;
        SourceFate fate = _source.Judge(result, _cursor, first, _nextSeq);
        if (fate == SourceFate.Forgotten && first == 0 && _world.Has(SimulationFault.ForgottenAtFirstUnnoticed)) fate = SourceFate.Known;
        if (fate == SourceFate.LostOrForgotten && _world.Has(SimulationFault.LossHidesForgetting)) fate = expected < first ? SourceFate.Lost : SourceFate.Known;
        if (fate == SourceFate.Taken || (fate == SourceFate.Lost && !_world.Options.Lossy) || (fate > SourceFate.Lost && !_world.Options.Forgets))
            throw _world.Violation($"the hub expects {Source}:{expected}, {first} is the oldest of {_nextSeq}");
        if (fate != SourceFate.Known && !_world.Has(SimulationFault.SourceKeptAfterLoss))
        {
            ChangeSource(fate, expected, first);
            return;
        }

        _source.Open(result);
        _sentSeq = expected - 1;
        _outbox.NoteVoids(result.Voids);
        _outbox.Opened(delta, result.AcknowledgedSeq, _replica.Sources.TryGet(Source, out SourceEntry? settled) ? settled : null);
        _awaitsSnapshot = !delta;
        if (delta) _epoch = epoch;
        _isLive = true;
        FinishDone();
        if (!_world.Options.Slow || _world.Dice.Chance(0.5)) Send();
    }

    /// <summary>An opening of an earlier connection reached the hub after that of this one.</summary>
    public void OnTakenOver() => Cut();

    public void OnRecords(string epoch, long first, byte[] records)
    {
        if (_awaitsSnapshot || epoch != _epoch) throw _world.Violation($"records of {epoch} came to {Source} at {_epoch}");
        IReadOnlyList<HistoryRecord> read = RecordBatchEncoding.Read(records, first);
        _world.Trace?.Append($"\n{_world.Step,4} {Source} gets {read.Count} records after {_replica.Revision}");
        // as one, so that the overlay stays off meanwhile, or one by one
        if (_world.Dice.Chance(0.3) && !FaultyRecord.Concerns(_world.Options.Fault) && !_world.Has(SimulationFault.FloorOutOfBand)) _replica.Apply(read);
        foreach (HistoryRecord record in read) Deliver(record);
        FinishDone();
        Check();
        if (_world.Dice.Chance(0.5)) Report();
    }

    public void OnSnapshot(string epoch, ReadOnlyMemory<byte> bytes, long currentSeq)
    {
        SettledState snapshot = SettledState.DecodeSnapshot(bytes.Span);
        _world.Trace?.Append($"\n{_world.Step,4} {Source} gets a snapshot at {epoch} {snapshot.Revision}");
        SourceEntry? table = snapshot.Sources.TryGet(Source, out SourceEntry? entry) ? entry : null;
        long last = _world.Has(SimulationFault.SnapshotCutsByCurrentSeq) ? currentSeq : table?.LastSeq ?? -1;
        _replica.LoadSnapshot(snapshot, _outbox.Entries.Select(own => own.Transaction).Where(own => own.FirstSeq > last));
        SortOverlay();
        _outbox.Settle(last, seq => table?.IsVoid(seq) == true && !_world.Has(SimulationFault.SnapshotWithoutVoids));
        (_awaitsSnapshot, _epoch) = (false, epoch);
        _clock.Observe(_replica.LastTs);
        FinishDone();
        Writes.CheckOverlay();
        Check();
    }

    public void OnAcknowledged(long seq, IReadOnlyList<SeqRange> voids)
    {
        _world.Trace?.Append($"\n{_world.Step,4} {Source} is acknowledged {seq}");
        _outbox.NoteVoids(voids);
        _outbox.Acknowledge(seq);
        FinishDone();
    }

    /// <summary>Only with the fault of refusals without a record.</summary>
    public void OnRefused(long firstSeq)
    {
        if (_outbox.Find(firstSeq) is not { IsSettled: false } entry) return;
        entry.Transaction = entry.Transaction.ToVoid();
        _replica.Withdraw(firstSeq);
        (entry.IsSettled, entry.IsAcknowledged) = (true, true);
        FinishDone();
    }

    private void Deliver(HistoryRecord record)
    {
        OutboxEntry? own = record.Source == Source && record.HasAuthor ? _outbox.Find(record.FirstSeq) : null;
        bool stays = own is { Transaction.IsVoid: false } && record.Kind == RecordKind.Transaction;
        _world.History.Seen(_epoch!, record);
        if (record.LastRevision > _replica.Revision) Apply(record, stays);
        if (own is null) return;
        _outbox.Settle(record);
        own.IsAcknowledged |= _world.Has(SimulationFault.OutboxDroppedWhenSequenced);
    }

    private void Apply(HistoryRecord record, bool stays)
    {
        if (FaultyRecord.Concerns(_world.Options.Fault))
        {
            // what the author has in its overlay must not stand for the record
            if (stays) _replica.Reissue(Source, [.. _replica.Pending.Where(pending => pending.FirstSeq != record.FirstSeq)]);
            _replica.Apply(_replica.ReadSettled(settled => FaultyRecord.Understood(_world.Options.Fault, record, settled.Tree)));
            return;
        }

        if (record.Kind == RecordKind.Floor && _world.Has(SimulationFault.FloorOutOfBand)) record = HistoryRecord.ForFloor(0, record.FirstRevision, record.Ts);
        byte[]? before = stays ? _replica.ToCanonicalBytes() : null;
        _replica.Apply(record);
        if (before is not null && !_replica.ToCanonicalBytes().AsSpan().SequenceEqual(before))
            throw _world.Violation($"what {Source} sees changed when its own {record.FirstSeq} came");
    }

    private void Check()
    {
        if (!_world.Dice.Chance(0.3)) return;
        _world.History.State(_epoch!, _replica.Revision, _replica.ReadSettled(settled => settled.EncodeSnapshot()), _name);
    }

    private double Stamp()
    {
        double ts = _clock.Next();
        return _runsBackward && _world.Dice.Chance(0.3) ? ts - _world.Dice.Next(5000) : ts;
    }

    private void FinishDone()
    {
        foreach (OutboxEntry entry in _outbox.TakeDone()) Writes.Done(entry);
    }

    private void ChangeSource(SourceFate fate, long expected, long first)
    {
        SourceId old = Source;
        if (fate != SourceFate.Lost && !_world.Has(SimulationFault.ForgottenSendsAgain)) GiveUpSent(fate);
        var source = SourceId.Parse($"{_name}g{++_incarnation}");
        IReadOnlyList<Transaction> reissued = Reissue.Under(source, old, _outbox.Entries);
        _nextSeq = reissued.Sum(transaction => (long)transaction.Count);
        _replica.Reissue(source, reissued.Where(transaction => !transaction.IsVoid));
        _outbox.Restart();
        _sentSeq = -1;
        _source.Restart();
        if (fate != SourceFate.Forgotten && expected < first) Writes.Lost(old, expected, first);
        SimulatedConnection over = Cut()!;
        over.ToHub.Clear();
        over.ToHub.Enqueue(hub => hub.Leave(over));
        Abandoned = over;
    }

    private void GiveUpSent(SourceFate fate)
    {
        (IReadOnlyList<OutboxEntry> standing, IReadOnlyList<OutboxEntry> unknown) =
            fate == SourceFate.Forgotten ? _outbox.TakeSent(_source.EverSent) : ([], _outbox.TakeThrough(_source.EverSent));
        foreach (OutboxEntry entry in standing) Writes.Done(entry);
        foreach (OutboxEntry entry in unknown) Writes.Unknown(entry);
    }

    /// <summary>The connection of an old source, which the hub has still to hear of.</summary>
    public SimulatedConnection? Abandoned { get; set; }

    /// <summary>The fault of an overlay by timestamp.</summary>
    private void SortOverlay()
    {
        if (!_world.Has(SimulationFault.OverlayByTs)) return;
        Transaction[] pending = [.. _replica.Pending];
        Transaction[] sorted = [.. pending.OrderBy(transaction => transaction.Ts)];
        if (!sorted.SequenceEqual(pending)) _replica.Reissue(Source, sorted);
    }
}
