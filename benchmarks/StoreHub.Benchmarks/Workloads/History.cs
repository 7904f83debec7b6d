using StoreHub.Operations;

namespace StoreHub.Benchmarks.Workloads;

/// <summary>Makes records of one author, each a transaction of one operation, that follow each other.</summary>
internal sealed class History(string author, long revision = 0)
{
    private readonly SourceId _author = SourceId.Parse(author);
    private long _revision = revision;
    private long _seq;

    /// <summary>The identity of the first element that the latest record inserts.</summary>
    public ElementId Latest => new(_author, _seq - 1, 0);

    // a quarter of a millisecond apart, and exact
    private double Ts => 1.7e12 + (_revision * 0.25);

    public HistoryRecord Set(StorePath path, StoreValue value) => Add(new SetOperation(_author, _seq, Ts, path, value));

    public HistoryRecord Insert(StorePath array, int index, ElementId? after, ElementId? before, StoreValue item) =>
        Add(new SpliceOperation(_author, _seq, Ts, array, index, 0, [item], new SpliceAnchors(after, before, [])));

    private HistoryRecord Add(Operation operation)
    {
        _seq++;
        return HistoryRecord.Of(new Transaction([operation], 0), ++_revision, operation.Ts);
    }
}
