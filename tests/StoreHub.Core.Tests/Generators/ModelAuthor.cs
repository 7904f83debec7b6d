using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>An author as the rules say: settled history, and an outbox of what is not yet both settled and acknowledged.</summary>
internal sealed class ModelAuthor(SourceId source, bool foreign, double skew, bool runsBackward)
{
    private readonly List<Transaction> _outbox = [];
    private double _clock;
    private long _acknowledged = -1;

    public SourceId Source { get; } = source;

    public bool IsForeign { get; } = foreign;

    public long NextSeq { get; private set; }

    public ReferenceHistory Settled { get; private set; } = new();

    /// <summary>What it would have to send again if the hub lost it; a refused one stands here as void.</summary>
    public IReadOnlyList<Transaction> Outbox => _outbox;

    /// <summary>Its overlay.</summary>
    public IEnumerable<Transaction> Pending => _outbox.Where(transaction => transaction.FirstSeq > Settled.LastSeq(Source));

    /// <summary>Whether the hub lost something that it knows.</summary>
    public bool NeedsSnapshot { get; set; }

    /// <summary>The settled revision when its oldest pending operation was written.</summary>
    public long Base => Pending.Select(transaction => transaction.Base).Append(Settled.Revision).Min();

    public ReferenceState View => ReferenceReplica.View(Settled, _outbox);

    /// <summary>A hybrid timestamp of a clock that is wrong and may run backward.</summary>
    public double Stamp(double now, Dice dice)
    {
        double mine = Math.Floor(now) + skew;
        if (runsBackward && dice.Chance(0.3)) return mine - dice.Next(5000);
        return _clock = Math.Max(mine, Math.BitIncrement(_clock));
    }

    public void Write(Transaction transaction)
    {
        _outbox.Add(transaction);
        NextSeq = transaction.LastSeq + 1;
    }

    /// <summary>A transaction stands in the outbox as void from now on: it was refused or is taken back.</summary>
    public void Refuse(long firstSeq)
    {
        int index = _outbox.FindIndex(transaction => transaction.FirstSeq == firstSeq);
        if (index >= 0) _outbox[index] = _outbox[index].ToVoid();
    }

    public void Deliver(HistoryRecord record)
    {
        if (record.FirstRevision <= Settled.Revision) return;
        Settled.Append(record);
        _clock = Math.Max(_clock, record.Ts);
        if (record.Source == Source && record.Kind == RecordKind.Void) Refuse(record.FirstSeq);
        Trim();
    }

    public void Acknowledge(long seq)
    {
        _acknowledged = Math.Max(_acknowledged, seq);
        Trim();
    }

    public void Load(ReferenceHistory snapshot)
    {
        Settled = snapshot.Clone();
        NeedsSnapshot = false;
        if (snapshot.Sources.TryGetValue(Source, out ReferenceSource? mine))
        {
            foreach (ReferenceVoid one in mine.Voids) Refuse(one.FirstSeq);
        }

        Trim();
    }

    private void Trim() => _outbox.RemoveAll(transaction => transaction.LastSeq <= Math.Min(_acknowledged, Settled.LastSeq(Source)));
}
