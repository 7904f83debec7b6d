using System.Diagnostics;
using StoreHub.Operations;
using StoreHub.Snapshots;
using StoreHub.State;

namespace StoreHub.Replicas;

/// <summary>
/// A replica with a hub: settled state plus overlay, <c>fold(settled by revision, then own pending by seq)</c>. One tree holds both: the
/// overlay notes how to undo itself, and is taken off only when a settled operation may not commute with it (design section 3).
/// Not safe for several threads.
/// </summary>
public sealed class Replica : IStoreReplica
{
    private readonly PendingQueue _pending = new();
    private readonly UndoLog _undo = new();
    private SettledState _settled = new();
    private bool _off;

    /// <summary>Makes an empty replica.</summary>
    /// <param name="source">The name of this incarnation.</param>
    public Replica(SourceId source) => Source = source;

    /// <summary>The name of this incarnation.</summary>
    public SourceId Source { get; private set; }

    /// <summary>The revision up to which the replica is settled.</summary>
    public long Revision => _settled.Revision;

    /// <summary>The last timestamp of settled history.</summary>
    public double LastTs => _settled.LastTs;

    /// <summary>The floor.</summary>
    public long Floor => _settled.Floor;

    /// <summary>The revision of the last record that forgot sources; 0: none did.</summary>
    public long ForgottenAt => _settled.ForgottenAt;

    /// <summary>The source table of settled history.</summary>
    public SourceTable Sources => _settled.Sources;

    /// <summary>How many own transactions wait for their place in history.</summary>
    public int PendingCount => _pending.Count;

    /// <summary>The own transactions that wait for their place in history, by seq.</summary>
    public IEnumerable<Transaction> Pending
    {
        get
        {
            for (int i = 0; i < _pending.Count; i++) yield return _pending[i].Transaction;
        }
    }

    /// <summary>How often the overlay had to be taken off and replayed.</summary>
    internal long ReplayCount { get; private set; }

    internal IChangeSink? Changes { get; set; }

    IChangeSink? IStoreReplica.Changes
    {
        get => Changes;
        set => Changes = value;
    }

    StateTree IStoreReplica.Tree => Tree;

    /// <summary>The visible tree; for reading only.</summary>
    internal StateTree Tree => _settled.Tree;

    /// <summary>Adds an own transaction to the overlay. Its seqs follow those before.</summary>
    public void Write(Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var pending = new PendingTransaction(transaction);
        ApplyPending(ref pending, report: true);
        _pending.Add(pending);
    }

    bool IStoreReplica.WriteDraft(Operation operation, ref ReplicaDraft draft)
    {
        Debug.Assert(!_off);
        _undo.Operation = draft.Operations;
        int before = _undo.Count;
        bool effect = Tree.Apply(operation, Element.Pending, _undo);
        if (effect && draft.Operations < 64) draft.Effects |= 1UL << draft.Operations;
        draft.Operations++;
        draft.UndoCount += _undo.Count - before;
        return effect;
    }

    void IStoreReplica.CommitDraft(Transaction transaction, in ReplicaDraft draft) =>
        _pending.Add(new PendingTransaction(transaction) { UndoCount = draft.UndoCount, Effects = draft.Effects });

    void IStoreReplica.RollbackDraft(in ReplicaDraft draft, in ReplicaDraft mark)
    {
        for (int i = mark.UndoCount; i < draft.UndoCount; i++) _undo.UndoLast(Tree.Generation);
        if (_pending.Count == 0 && mark.Operations == 0) Tree.NextGeneration();
    }

    /// <summary>Withdraws an own pending transaction: it leaves the overlay as if it had never been written.</summary>
    /// <returns>Whether it was pending.</returns>
    public bool Withdraw(long firstSeq)
    {
        for (int i = 0; i < _pending.Count; i++)
        {
            if (_pending[i].Transaction.FirstSeq != firstSeq) continue;
            TakeOff();
            ReportLost(_pending[i]);
            _pending.RemoveAt(i);
            PutOn();
            return true;
        }

        return false;
    }

    /// <summary>Takes in the next records of history, in order and without a gap.</summary>
    /// <exception cref="InvalidOperationException">A record does not follow the one before.</exception>
    public void Apply(params IReadOnlyList<HistoryRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        try
        {
            // by index: an enumerator would be an allocation per delivery
            for (int i = 0; i < records.Count; i++) ApplyOne(records[i]);
        }
        finally
        {
            PutOn();
        }
    }

    /// <summary>
    /// Replaces the settled state by a snapshot. The overlay is cut by the snapshot's source table only: what the table covers is
    /// settled, the rest is pending on top of the snapshot.
    /// </summary>
    /// <param name="snapshot">The settled state from now on.</param>
    /// <param name="own">
    /// The own transactions that may have no place in history, by seq: those pending, and those that were settled in an epoch that lost them.
    /// The default is those pending.
    /// </param>
    public void LoadSnapshot(SettledState snapshot, IEnumerable<Transaction>? own = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        long last = snapshot.Sources.TryGet(Source, out SourceEntry? entry) ? entry.LastSeq : -1;
        Transaction[] pending = [.. (own ?? Pending).Where(transaction => transaction.FirstSeq > last && !transaction.IsVoid)];
        TakeOff();
        _pending.Clear();
        _off = false;
        _settled = snapshot;
        foreach (Transaction transaction in pending) Write(transaction);
        Changes?.ChangedAll();
    }

    /// <summary>Takes a new name and reissues what is pending under it, since the hub lost or forgot the old one.</summary>
    /// <param name="source">The new name.</param>
    /// <param name="transactions">What to have in the overlay instead.</param>
    internal void Reissue(SourceId source, IEnumerable<Transaction> transactions)
    {
        TakeOff();
        for (int i = 0; i < _pending.Count; i++) ReportLost(_pending[i]);
        _pending.Clear();
        _off = false;
        Source = source;
        foreach (Transaction transaction in transactions) Write(transaction);
    }

    /// <summary>Reads something of the settled state, without the overlay.</summary>
    public T ReadSettled<T>(Func<SettledState, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        TakeOff();
        try
        {
            return read(_settled);
        }
        finally
        {
            PutOn();
        }
    }

    /// <summary>A deep copy of the visible state.</summary>
    public StoreValue ToValue() => NodeCopy.Copy(new StoreValue(Tree.Root));

    /// <summary>The canonical encoding of the visible state, overlay included.</summary>
    public byte[] ToCanonicalBytes() => CanonicalTree.Write(Tree).ToArray();

    private void ApplyOne(HistoryRecord record)
    {
        _settled.RequireNext(record);
        if (_pending.Count > 0 && record.HasAuthor && record.Source == Source && record.FirstSeq == _pending[0].Transaction.FirstSeq)
        {
            SettleOwn(record);
            return;
        }

        if (record.Kind == RecordKind.Floor && Tree.Tombstones.AnyAtOrBelow(record.Floor)) TakeOff();
        ApplyUnderOverlay(record);
        _settled.Advance(record);
    }

    private void ApplyUnderOverlay(HistoryRecord record)
    {
        IReadOnlyList<Operation> operations = record.Operations;
        for (int i = 0; i < operations.Count; i++)
        {
            if (ApplyUnderOverlay(operations[i], record.FirstRevision + i)) Changes?.Changed(operations[i]);
        }
    }

    private bool ApplyUnderOverlay(Operation operation, long revision)
    {
        if (!_off && _pending.Count > 0)
        {
            if (Commutation.Commutes(Tree, operation, out ContainerNode? target)) return target is not null && Tree.ApplyAt(target, operation, revision, undo: null);
            TakeOff();
        }

        return Tree.Apply(operation, revision, undo: null);
    }

    private void SettleOwn(HistoryRecord record)
    {
        PendingTransaction own = _pending[0];
        if (record.Kind == RecordKind.Void)
        {
            TakeOff();
            ReportLost(own);
        }
        else if (own.Transaction.IsVoid)
        {
            // withdrawn too late: history has it, and history counts
            ApplyUnderOverlay(record);
        }
        else if (_off)
        {
            // the operations it was written with: the record's differ in the timestamp only
            for (int i = 0; i < own.Transaction.Count; i++) Tree.Apply(own.Transaction.Operations[i], record.FirstRevision + i, undo: null);
        }
        else
        {
            SettleInPlace(own, record.FirstRevision);
        }

        _pending.RemoveFirst();
        if (_pending.Count == 0 && !_off) Tree.NextGeneration();
        _settled.Advance(record);
    }

    /// <summary>The overlay's first is in the tree already, exactly as the settled state alone would have it: only its tombstones lack their revision.</summary>
    private void SettleInPlace(in PendingTransaction own, long firstRevision)
    {
        for (int i = 0; i < own.UndoCount; i++)
        {
            ref UndoEntry entry = ref _undo[i];
            if (entry.Kind != UndoKind.ElementDeleted) continue;
            entry.Element!.DeletedAt = firstRevision + entry.Operation;
            Tree.Tombstones.Add(entry.Element.DeletedAt, (ArrayNode)entry.Node!, entry.Element);
        }

        _undo.Drop(own.UndoCount);
    }

    private void TakeOff()
    {
        if (_off || _pending.Count == 0) return;
        while (_undo.Count > 0) _undo.UndoLast(Tree.Generation);
        Tree.NextGeneration();
        _off = true;
        ReplayCount++;
    }

    private void PutOn()
    {
        if (!_off) return;
        _off = false;
        for (int i = 0; i < _pending.Count; i++) ApplyPending(ref _pending[i], report: false);
    }

    private void ApplyPending(ref PendingTransaction pending, bool report)
    {
        IReadOnlyList<Operation> operations = pending.Transaction.Operations;
        ulong before = pending.Effects;
        int undoBefore = _undo.Count;
        pending.Effects = 0;
        for (int i = 0; i < operations.Count; i++)
        {
            _undo.Operation = i;
            bool effect = Tree.Apply(operations[i], Element.Pending, _undo);
            if (effect && i < 64) pending.Effects |= 1UL << i;
            if (Changes is not null && (report ? effect : i >= 64 || effect != ((before >> i & 1) != 0))) Changes.Changed(operations[i]);
        }

        pending.UndoCount = _undo.Count - undoBefore;
    }

    private void ReportLost(in PendingTransaction lost)
    {
        if (Changes is null) return;
        IReadOnlyList<Operation> operations = lost.Transaction.Operations;
        for (int i = 0; i < operations.Count; i++)
        {
            if (i >= 64 || (lost.Effects >> i & 1) != 0) Changes.Changed(operations[i]);
        }
    }
}
