using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>The reference with one rule taken away.</summary>
internal sealed class FaultyReplica(SourceId source, Fault fault) : ReferenceUnderTest
{
    private readonly List<Operation> _arrived = [];
    private readonly HashSet<long> _sequenced = [];
    private readonly List<Transaction> _refused = [];

    private IEnumerable<HistoryRecord> Sorted => Records.DistinctBy(record => record.FirstRevision).OrderBy(record => record.FirstRevision);

    public override void Write(Transaction transaction)
    {
        base.Write(transaction);
        _arrived.AddRange(transaction.Operations);
    }

    public override void Deliver(IReadOnlyList<HistoryRecord> records)
    {
        if (fault == Fault.RefusalKeepsEffect)
        {
            _refused.AddRange(Own.Where(own => records.Any(one => one.Kind == RecordKind.Void && one.Source == source && one.FirstSeq == own.FirstSeq)));
        }

        foreach (HistoryRecord record in records)
        {
            if (record.Source == source) _sequenced.Add(record.FirstSeq);
            else if (!Records.Exists(known => known.FirstRevision == record.FirstRevision)) _arrived.AddRange(record.Operations);
        }

        base.Deliver(records);
    }

    public override object TakeSnapshot()
    {
        if (fault != Fault.SnapshotWithoutTombstones) return base.TakeSnapshot();
        // a floor that nobody sequenced, in the place of the last record's own
        return Records.Select(record => record.Kind == RecordKind.Floor ? HistoryRecord.ForFloor(record.FirstRevision, record.FirstRevision, record.Ts) : record).ToArray();
    }

    public override void LoadSnapshot(object snapshot, IReadOnlyList<Transaction> outbox)
    {
        long revision = ((HistoryRecord[])snapshot).Select(record => record.LastRevision).DefaultIfEmpty().Max();
        if (fault == Fault.ResumeIgnoresEpoch && Records.Count > 0 && revision < Records.Max(record => record.LastRevision)) return;
        if (fault == Fault.OutboxDroppedWhenSequenced) outbox = [.. outbox.Where(own => !_sequenced.Contains(own.FirstSeq))];
        base.LoadSnapshot(snapshot, outbox);
    }

    protected override ReferenceHistory Settled()
    {
        var history = new ReferenceHistory();
        foreach (HistoryRecord record in Sorted)
        {
            if (record.Kind == RecordKind.Void && fault == Fault.VoidCoversOneSeq)
            {
                history.Append(HistoryRecord.Void(record.Source, record.FirstSeq, 1, record.FirstRevision, record.Ts));
                continue;
            }

            // the tables as always; the state by our own fold below
            history.Append(record);
        }

        ReferenceState state = Fold();
        history.State.Root.Entries.Clear();
        history.State.Root.Entries.AddRange(state.Root.Entries);
        return history;
    }

    protected override ReferenceState View()
    {
        ReferenceHistory settled = Settled();
        Transaction[] pending = [.. Own.Where(own => own.FirstSeq > settled.LastSeq(source))];
        if (fault == Fault.OverlayByTs) pending = [.. pending.OrderBy(own => own.Ts)];
        if (fault == Fault.RemoteOverOverlay)
        {
            var mixed = new ReferenceState();
            foreach (Operation operation in _arrived) mixed.Apply(operation, ReferenceState.Pending);
            return mixed;
        }

        foreach (Operation operation in pending.SelectMany(own => own.Operations)) Apply(settled.State, operation, ReferenceState.Pending);
        return settled.State;
    }

    private ReferenceState Fold()
    {
        var state = new ReferenceState();
        foreach (HistoryRecord record in fault == Fault.RepeatsTakeEffect ? Records.OrderBy(record => record.FirstRevision) : Sorted)
        {
            for (int i = 0; i < record.Operations.Count; i++)
            {
                Apply(state, record.Operations[i], fault == Fault.TransactionHasOneRevision ? record.LastRevision : record.FirstRevision + i);
            }

            if (fault == Fault.FloorOutOfBand) state.Forget(record.LastRevision - 10);
            else if (record.Kind == RecordKind.Floor) state.Forget(record.Floor);
            if (record.Kind == RecordKind.Void && _refused.Find(own => own.Source == record.Source && own.FirstSeq == record.FirstSeq) is { } refused)
            {
                foreach (Operation operation in refused.Operations) Apply(state, operation, record.LastRevision);
            }
        }

        return state;
    }

    private void Apply(ReferenceState state, Operation operation, long revision)
    {
        Operation changed = fault switch
        {
            Fault.SortAsSplice => FaultyOperation.SortAsSplice(state, operation),
            Fault.PathFallsBackToIndex => FaultyOperation.PathByIndex(state, operation),
            Fault.RemovalFallsBackToIndex => FaultyOperation.RemovalByIndex(state, operation),
            Fault.SetReplacesIdentity => FaultyOperation.SetAsSplice(state, operation),
            Fault.TombstonesAreUnknown => FaultyOperation.WithoutTombstones(state, operation),
            _ => operation,
        };
        state.Apply(changed, revision);
    }
}
