using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>Transactions and records of every form, well-formed but about nothing in particular: for encodings.</summary>
public sealed class SampleTransactions(int seed)
{
    private static readonly SourceId[] Sources = [SourceId.Parse("alice"), SourceId.Parse("b-0_B"), SourceId.Parse(new string('c', 64)), SourceId.Parse("1")];

    private readonly SampleValues _values = new(seed);

    private Random Random => _values.Random;

    /// <summary>A transaction; one in ten is void.</summary>
    public Transaction Next()
    {
        SourceId source = Source();
        long seq = Counter();
        double ts = Random.Next(3) == 0 ? Random.NextDouble() * 1e13 : Random.NextInt64(2_000_000_000_000);
        if (Random.Next(10) == 0) return Transaction.Void(source, seq, 1 + Random.Next(100), ts, Counter());
        return new Transaction([.. Enumerable.Range(0, 1 + Random.Next(5)).Select(i => Operation(source, seq + i, ts))], Counter());
    }

    /// <summary>A record; one in ten is a floor, one in ten forgets sources.</summary>
    public HistoryRecord Record()
    {
        long revision = 1 + Counter();
        double ts = Random.NextDouble() * 1e13;
        return Random.Next(10) switch
        {
            0 => HistoryRecord.ForFloor(Random.NextInt64(revision), revision, ts),
            1 => HistoryRecord.Forget(SomeSources(), revision, ts),
            _ => HistoryRecord.Of(Next(), revision, ts),
        };
    }

    /// <summary>Some sources, each once.</summary>
    public IEnumerable<SourceId> SomeSources() => Sources.Take(1 + Random.Next(Sources.Length)).Reverse();

    /// <summary>An operation of any type.</summary>
    public Operation Operation(SourceId source, long seq, double ts) => Random.Next(10) switch
    {
        0 => new SetOperation(source, seq, ts, Path(1), _values.Next(3)),
        1 => new DeleteOperation(source, seq, ts, Path(1)),
        2 => new SpliceOperation(source, seq, ts, Path(0), Random.Next(100), Random.Next(3), [.. Enumerable.Range(0, Random.Next(4)).Select(_ => _values.Next(2))], Anchors()),
        3 => new MapSetOperation(source, seq, ts, Path(0), Key(), _values.Next(3)),
        4 => new MapDeleteOperation(source, seq, ts, Path(0), Key()),
        5 => new MapClearOperation(source, seq, ts, Path(0)),
        6 => new SetAddOperation(source, seq, ts, Path(0), Key()),
        7 => new SetDeleteOperation(source, seq, ts, Path(0), Key()),
        8 => new SetClearOperation(source, seq, ts, Path(0)),
        _ => new IncrementOperation(source, seq, ts, Path(1), _values.Number()),
    };

    private SourceId Source() => Sources[Random.Next(Sources.Length)];

    private long Counter() => Random.Next(3) == 0 ? Random.NextInt64(9007199254740000) : Random.Next(300);

    private ElementId Element() => new(Source(), Counter(), Random.Next(5) == 0 ? int.MaxValue : Random.Next(200));

    private ElementId? MaybeElement() => Random.Next(3) == 0 ? null : Element();

    private ElementId[] Elements() => [.. Enumerable.Range(0, Random.Next(4)).Select(_ => Element())];

    private SpliceAnchors? Anchors() => Random.Next(3) == 0 ? null : new(MaybeElement(), MaybeElement(), Elements(), Random.Next(3) == 0 ? Elements() : null);

    /// <summary>−0 is 0 as a key: <see cref="MapValue"/> says so.</summary>
    private StoreValue Key()
    {
        StoreValue key = _values.MapKey();
        return key.Kind == ValueKind.Number && key.AsNumber() == 0 ? 0 : key;
    }

    private StorePath Path(int least) => StorePath.Of([.. Enumerable.Range(0, least + Random.Next(5)).Select(_ => Segment())]);

    private PathSegment Segment() => Random.Next(3) == 0 ? new PathSegment(Random.Next(1000), Element()) : new PathSegment(_values.MapKey());
}
