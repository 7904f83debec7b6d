using System.Globalization;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.State;

namespace StoreHub.Replicas;

/// <summary>
/// A replica without a hub: any number of them, joined by any transport, converge, in whatever order and however often operations
/// arrive. Everything stays in the overlay, sorted by (effective ts, source by ordinal, seq), until a watermark settles it. The
/// effective ts of an operation is its own, or that of the same source's operation before if that is higher; an operation waits until
/// all lower seqs of its source are there; of several with one identity the first one counts. Not safe for several threads.
/// </summary>
public sealed class PeerReplica : IStoreReplica
{
    /// <summary>How many operations may wait for lower seqs of their source, unless the constructor says otherwise.</summary>
    public const int DefaultMaxWaiting = 10_000;

    /// <summary>The greatest distance of a ts from the Unix epoch in milliseconds, 2^53−1: clocks must be able to go beyond any ts seen.</summary>
    public const double MaxTs = 9007199254740991;

    private readonly Dictionary<SourceId, PeerSource> _sources = [];
    private readonly PeerLog _log = new();
    private readonly List<PeerEntry> _draft = [];
    private readonly UndoLog _undo = new();
    private readonly PeerIntake _intake;
    private readonly StateTree _tree = new();
    private readonly HybridClock? _clock;
    private readonly int _maxWaiting;
    private PeerSource? _own;

    /// <summary>Makes an empty replica.</summary>
    /// <param name="source">The name of this incarnation.</param>
    /// <param name="clock">Is told every ts that was accepted; where the own ones come from. Null: the caller sees to it that own ones are above <see cref="LastTs"/>.</param>
    /// <param name="maxWaiting">How many operations may wait for lower seqs of their source; at least 0. The default is 10,000.</param>
    public PeerReplica(SourceId source, HybridClock? clock = null, int maxWaiting = DefaultMaxWaiting)
    {
        if (source.IsNone) throw new StoreException(StoreErrorCode.InvalidSource, "A replica needs a source.");
        ArgumentOutOfRangeException.ThrowIfNegative(maxWaiting);
        Source = source;
        _clock = clock;
        _maxWaiting = maxWaiting;
        _intake = new PeerIntake(_sources);
    }

    /// <summary>The name of this incarnation.</summary>
    public SourceId Source { get; }

    /// <summary>All operations that took their place and are not settled, in order. A live view: not to be held across calls.</summary>
    public IReadOnlyList<Operation> Log => _log;

    /// <summary>How many operations wait for lower seqs of their source.</summary>
    public int WaitingCount { get; private set; }

    /// <summary>The highest ts seen, of waiting operations and the watermark too; own operations need one above it. 0 at first.</summary>
    public double LastTs { get; private set; }

    /// <summary>The effective ts up to which everything is settled; negative infinity at first.</summary>
    public double Watermark { get; private set; } = double.NegativeInfinity;

    internal IChangeSink? Changes { get; set; }

    IChangeSink? IStoreReplica.Changes
    {
        get => Changes;
        set => Changes = value;
    }

    StateTree IStoreReplica.Tree => _tree;

    long IStoreReplica.Revision => 0;

    /// <summary>What is here of this replica's own source; null if nothing is.</summary>
    private PeerSource? Own => _own ??= _sources.GetValueOrDefault(Source);

    /// <summary>The visible tree; for reading only.</summary>
    internal StateTree Tree => _tree;

    /// <summary>How many operations were applied once more because something came before them.</summary>
    internal long RedoCount { get; private set; }

    /// <summary>The seq that the next operation of a source must have to take its place at once: all lower ones are there.</summary>
    public long NextSeq(SourceId source) => _sources.TryGetValue(source, out PeerSource? known) ? known.NextSeq : 0;

    /// <summary>Takes in an operation from elsewhere.</summary>
    /// <returns>Whether it was new; false for a repeat, which changes nothing.</returns>
    /// <exception cref="StoreException">As for a batch.</exception>
    public bool Apply(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Apply([operation]) == 1;
    }

    /// <summary>
    /// Takes in operations from elsewhere, in any order: all of them with at most one replay of what comes after the first place that
    /// they take, or, if one is refused, none.
    /// </summary>
    /// <returns>How many were new; repeats change nothing.</returns>
    /// <exception cref="StoreException">
    /// <see cref="StoreErrorCode.InvalidTimestamp"/>: a ts is not finite, or beyond <see cref="MaxTs"/>, or would take a place at or below
    /// the <see cref="Watermark"/>. <see cref="StoreErrorCode.SequenceGap"/>: more would wait for lower seqs than the limit.
    /// <see cref="StoreErrorCode.MalformedOperation"/>: an operation without a source, or with a seq outside 0 to 2^53−1.
    /// </exception>
    /// <exception cref="InvalidOperationException">An own transaction is being written.</exception>
    public int Apply(IReadOnlyList<Operation> operations) => Apply(operations, placed: null);

    /// <summary>The same; tells which operations took their place: the new ones without those that wait, and with those that had waited for them.</summary>
    internal int Apply(IReadOnlyList<Operation> operations, List<Operation>? placed)
    {
        ArgumentNullException.ThrowIfNull(operations);
        RequireNoDraft();
        _intake.Clear();
        for (int i = 0; i < operations.Count; i++)
        {
            RequireValid(operations[i]);
            _intake.Add(operations[i]);
        }

        RequireLimits();
        _intake.Commit();
        WaitingCount += _intake.WaitingChange;
        Observe(_intake.MaxTs);
        if (_intake.Placed.Count == 0) return _intake.New;
        _intake.Placed.Sort();
        int place = _log.PlaceOf(_intake.Placed[0]);
        UndoFrom(place);
        _log.Merge(_intake.Placed, place);
        RedoFrom(place);
        if (placed is not null)
        {
            foreach (PeerEntry entry in _intake.Placed) placed.Add(entry.Operation);
        }

        return _intake.New;
    }

    /// <summary>Adds an own transaction, which stands at the end of the log.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreErrorCode.InvalidTimestamp"/>: its ts is not above <see cref="LastTs"/>. <see cref="StoreErrorCode.SequenceConflict"/>: its
    /// seqs do not follow those before. <see cref="StoreErrorCode.MalformedTransaction"/>: it is void, or of another source.
    /// </exception>
    public void Write(Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        RequireNoDraft();
        if (transaction.IsVoid) throw new StoreException(StoreErrorCode.MalformedTransaction, "Without a hub nothing is refused: a transaction cannot be void.");
        foreach (Operation operation in transaction.Operations) RequireOwn(operation, transaction.FirstSeq, transaction.Ts, operation.Seq);
        var draft = default(ReplicaDraft);
        IStoreReplica self = this;
        foreach (Operation operation in transaction.Operations)
        {
            if (self.WriteDraft(operation, ref draft)) Changes?.Changed(operation);
        }

        self.CommitDraft(transaction, draft);
    }

    /// <summary>
    /// Settles all operations at or below an effective ts: they leave the log and its memory; tombstones are kept. To be called only
    /// when every replica has everything at or below it, since a later arrival there is refused.
    /// </summary>
    /// <param name="watermark">The effective ts; below the present one nothing happens.</param>
    /// <returns>How many operations left the log.</returns>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.SequenceGap"/>: an operation at or below it still waits for lower seqs.</exception>
    public int SettleThrough(double watermark)
    {
        if (!(Math.Abs(watermark) <= MaxTs)) throw new ArgumentOutOfRangeException(nameof(watermark), watermark, $"A watermark is a number of milliseconds within ±{MaxTs}.");
        RequireNoDraft();
        if (watermark <= Watermark) return 0;
        if (WaitingCount > 0 && _sources.Values.SelectMany(static source => source.Waiting.Values).FirstOrDefault(one => one.Ts <= watermark) is { } waiting)
            throw new StoreException(StoreErrorCode.SequenceGap, $"Not everything through {Text(watermark)} is here: {waiting.Id} waits for {waiting.Source}:{NextSeq(waiting.Source)}.");
        int count = _log.CountThrough(watermark);
        int undo = 0;
        for (int i = 0; i < count; i++) undo += _log.At(i).UndoCount;
        _undo.Drop(undo);
        _log.RemoveFirst(count);
        Watermark = watermark;
        Observe(watermark);
        return count;
    }

    /// <summary>A deep copy of the visible state.</summary>
    public StoreValue ToValue() => NodeCopy.Copy(new StoreValue(_tree.Root));

    bool IStoreReplica.WriteDraft(Operation operation, ref ReplicaDraft draft)
    {
        if (draft.Operations == 0) RequireNoDraft();
        long firstSeq = _draft.Count == 0 ? operation.Seq : _draft[0].Operation.Seq;
        RequireOwn(operation, firstSeq, _draft.Count == 0 ? operation.Ts : _draft[0].Ts, firstSeq + _draft.Count);
        int before = _undo.Count;
        bool effect = _tree.Apply(operation, Element.Pending, _undo);
        _draft.Add(new PeerEntry(operation, operation.Ts) { UndoCount = _undo.Count - before, Effect = effect });
        draft.Operations++;
        draft.UndoCount += _undo.Count - before;
        return effect;
    }

    void IStoreReplica.CommitDraft(Transaction transaction, in ReplicaDraft draft)
    {
        if (transaction.Count != _draft.Count || transaction.FirstSeq != _draft[0].Operation.Seq || transaction.Ts != _draft[0].Ts)
            throw new InvalidOperationException("The transaction is not the one that was drafted.");
        foreach (PeerEntry entry in _draft) _log.Add(entry);
        _draft.Clear();
        PeerSource own = Own ?? (_sources[Source] = _own = new PeerSource());
        own.NextSeq = transaction.LastSeq + 1;
        own.Ts = transaction.Ts;
        Observe(transaction.Ts);
    }

    void IStoreReplica.RollbackDraft(in ReplicaDraft draft, in ReplicaDraft mark)
    {
        for (int i = mark.UndoCount; i < draft.UndoCount; i++) _undo.UndoLast(_tree.Generation);
        _draft.RemoveRange(mark.Operations, _draft.Count - mark.Operations);
    }

    private void Observe(double ts)
    {
        if (ts <= LastTs) return;
        LastTs = ts;
        _clock?.Observe(ts);
    }

    private void UndoFrom(int place)
    {
        int count = 0;
        for (int i = place; i < _log.Count; i++) count += _log.At(i).UndoCount;
        for (int i = 0; i < count; i++) _undo.UndoLast(_tree.Generation);
        RedoCount += _log.Count - place;
    }

    private void RedoFrom(int place)
    {
        for (int i = place; i < _log.Count; i++)
        {
            ref PeerEntry entry = ref _log.At(i);
            int before = _undo.Count;
            bool effect = _tree.Apply(entry.Operation, Element.Pending, _undo);
            entry.UndoCount = _undo.Count - before;
            // a new one had none before
            if (effect == entry.Effect) continue;
            entry.Effect = effect;
            Changes?.Changed(entry.Operation);
        }
    }

    private void RequireNoDraft()
    {
        if (_draft.Count > 0) throw new InvalidOperationException("An own transaction is being written: commit it or roll it back first.");
    }

    private void RequireOwn(Operation operation, long firstSeq, double ts, long seq)
    {
        if (operation.Source != Source) throw new StoreException(StoreErrorCode.MalformedTransaction, $"{operation.Id} is no operation of {Source}.");
        PeerSource? own = Own;
        if (firstSeq != (own?.NextSeq ?? 0) || operation.Seq != seq)
            throw new StoreException(StoreErrorCode.SequenceConflict, $"{operation.Id} does not follow: the next one is {Source}:{NextSeq(Source)}.");
        if (own is { Waiting.Count: > 0 })
            throw new StoreException(StoreErrorCode.SequenceConflict, $"{Source} has written elsewhere: {own.Waiting.Count} of its operations wait for {Source}:{own.NextSeq}. Take another source.");
        if (!(ts > LastTs) || !(ts <= MaxTs) || operation.Ts != ts)
            throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The ts {Text(operation.Ts)} of {operation.Id} must be above every ts seen, {Text(LastTs)}, and the same in all of its transaction.");
    }

    private void RequireLimits()
    {
        foreach (PeerEntry entry in _intake.Placed)
        {
            if (entry.Ts <= Watermark)
                throw new StoreException(StoreErrorCode.InvalidTimestamp, $"{entry.Operation.Id} at {Text(entry.Ts)} came too late: everything through {Text(Watermark)} is settled.");
        }

        if (_intake.WaitingChange > 0 && WaitingCount + _intake.WaitingChange > _maxWaiting)
            throw new StoreException(StoreErrorCode.SequenceGap, $"{WaitingCount + _intake.WaitingChange} operations would wait for lower seqs of their sources; the limit is {_maxWaiting}.", limit: _maxWaiting);
    }

    private static void RequireValid(Operation operation)
    {
        if (operation.Source.IsNone || operation.Seq is < 0 or > DecodingContext.MaxCounter) throw new StoreException(StoreErrorCode.MalformedOperation, $"'{operation.Id}' identifies no operation.", operation.Path.ToString());
        if (!(Math.Abs(operation.Ts) <= MaxTs))
            throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The ts {Text(operation.Ts)} of {operation.Id} is no number of milliseconds within ±{Text(MaxTs)}.", operation.Path.ToString(), (long)MaxTs);
    }

    private static string Text(double ts) => ts.ToString("R", CultureInfo.InvariantCulture);
}
