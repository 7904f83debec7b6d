using StoreHub.Core.Tests.Reference;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Conformance;

/// <summary>What each type of operation does at each kind of place, with each kind of value: one operation on one state.</summary>
internal static class EffectVectors
{
    private static readonly SourceId Settler = SourceId.Parse("a");
    private static readonly SourceId Writer = SourceId.Parse("b");

    private static readonly StoreValue[] Values =
    [
        StoreValue.Undefined, StoreValue.Null, true, 7, -0.0, double.NaN, double.PositiveInfinity, 0.1, "text", new byte[] { 1, 2 }, StoreValue.FromUnixMilliseconds(1500),
        ObjectValue.Create([new("z", 1), new("10", 2), new("9", ArrayValue.Create([3]))]), ArrayValue.Create([1, ArrayValue.Create(["in"])]),
        MapValue.Create([new(0, "zero"), new("k", ArrayValue.Create([1]))]), SetValue.Create([1, "1", true]),
    ];

    private static readonly StoreValue[] Keys =
        ["k", "new", 1, -0.0, double.NaN, true, StoreValue.Null, new byte[] { 1 }, StoreValue.FromUnixMilliseconds(0)];

    /// <summary>The records that make the state.</summary>
    public static IReadOnlyList<HistoryRecord> Setup { get; } = MakeSetup();

    public static IEnumerable<string> Cases()
    {
        yield return VectorFile.Case(writer =>
        {
            writer.WriteStartArray("setup");
            foreach (HistoryRecord record in Setup) RecordJson.Write(writer, record);
            writer.WriteEndArray();
        });
        foreach (Operation operation in Operations()) yield return Case(operation);
    }

    private static HistoryRecord[] MakeSetup()
    {
        var author = new Author("a") { Ts = 10 };
        Operation[] first =
        [
            author.Set(StorePath.Of("text"), "t"),
            author.Set(StorePath.Of("n"), 1.5),
            author.Set(StorePath.Of("o"), Author.Object(("b", 1), ("a", Author.Object(("deep", 2))))),
            author.Set(StorePath.Of("l"), Author.List("x", 5, Author.Object(("d", 1)), Author.List(1, 2), "y")),
            author.Set(StorePath.Of("m"), MapValue.Create([new("k", 1), new(1, Author.List("in")), new(StoreValue.Null, "null")])),
            author.Set(StorePath.Of("s"), SetValue.Create([1, "k", true])),
        ];
        author.Ts = 11;
        Operation[] second = [author.Remove(StorePath.Of("l"), "a:3:1"), author.Delete(StorePath.Of("text"))];
        return [HistoryRecord.Of(new Transaction(first, 0), 1, 10), HistoryRecord.Of(new Transaction(second, 0), 7, 11)];
    }

    private static IEnumerable<Operation> Operations()
    {
        var b = new Author("b") { Ts = 20 };
        StorePath list = StorePath.Of("l"), map = StorePath.Of("m"), set = StorePath.Of("s");
        StorePath[] slots =
        [
            StorePath.Of("fresh"), StorePath.Of("n"), StorePath.Of("o", "a"), StorePath.Of("o", "a", "deep"), StorePath.Of("o", 1), StorePath.Of("missing", "x"), StorePath.Of("n", "x"),
            StorePath.Of("l", Author.At(0, "a:3:0")), StorePath.Of("l", Author.At(0, "a:3:1")), StorePath.Of("l", Author.At(9, "z:0:0")), StorePath.Of("l", Author.At(0, "a:3:2"), "d"),
            StorePath.Of("l", Author.At(2, "a:3:3"), Author.At(0, "a:3:0")), StorePath.Of("l", 0), StorePath.Of("l", "1"), StorePath.Of("l", "01"), StorePath.Of("l", -1), StorePath.Of("l", new PathSegment(1.5)),
            StorePath.Of("l", 4), StorePath.Of("l", 6), StorePath.Of("l", 19), StorePath.Of("l", 20), StorePath.Of("l", "length"), StorePath.Of("m", "k"), StorePath.Of("m", 1), StorePath.Of("m", "1"),
            StorePath.Of("m", new PathSegment(StoreValue.Null)), StorePath.Of("m", 1, 0), StorePath.Of("m", Author.At(1, "a:4:0")), StorePath.Of("s", 1), StorePath.Of("o", Author.At(0, "a:3:0")),
        ];
        foreach (StorePath path in slots)
        {
            foreach (StoreValue value in path.Count == 1 || path[^1].Key == "length" ? Values : Values[3..14]) yield return b.Set(path, value);
            yield return b.Delete(path);
            foreach (double amount in (double[])[1, -0.0, double.NaN]) yield return b.Increment(path, amount);
        }

        foreach (double length in (double[])[0, 2, 4, 5, 20, 21, 1.5, -1]) yield return b.Set(StorePath.Of("l", "length"), length);
        StorePath[] containers = [map, set, list, StorePath.Root, StorePath.Of("o"), StorePath.Of("n"), StorePath.Of("missing"), StorePath.Of("m", 1), StorePath.Of("l", Author.At(2, "a:3:3"))];
        foreach (StorePath path in containers)
        {
            foreach (StoreValue key in Keys)
            {
                yield return b.MapSet(path, key, Values[key.Kind == ValueKind.Number ? 11 : 3]);
                yield return b.MapDelete(path, key);
                yield return b.SetAdd(path, key);
                yield return b.SetDelete(path, key);
            }

            yield return b.MapClear(path);
            yield return b.SetClear(path);
            yield return b.Foreign(path, 1, 1, "f");
            yield return b.Insert(path, 1, "a:3:0", null, Values);
        }

        string?[] anchors = [null, "a:3:0", "a:3:1", "a:3:4", "z:0:0"];
        foreach (string? after in anchors)
        {
            foreach (string? before in anchors)
            {
                yield return b.Insert(list, 2, after, before, "i", "j");
                yield return b.Splice(list, 99, after, before, ["a:3:0", "a:3:1", "z:0:0", "a:3:0"], "i");
            }

            yield return b.Order(list, after, "a:3:4", "a:3:0", "a:3:1", "a:3:2");
            yield return b.Order(list, after, "a:3:1", "z:0:0");
        }

        foreach (int index in (int[])[0, 1, 3, 4, 99])
        {
            foreach (int count in (int[])[0, 1, 99]) yield return b.Foreign(list, index, count, "f", Author.List("g"));
        }

        yield return b.Remove(list, "a:3:0", "a:3:4");
    }

    private static string Case(Operation operation)
    {
        // each stands by itself: the first of its author
        Operation only = operation.With(Writer, 0, 20);
        HistoryRecord record = HistoryRecord.Of(new Transaction([only], 0), 9, 20);
        ReferenceHistory reference = ReferenceReplica.Settled([.. Setup, record]);
        var replica = new Replica(Settler);
        replica.Apply([.. Setup, record]);
        byte[] canonical = CanonicalEncoding.ToBytes(reference.State.Visible());
        Assert.Equal(canonical, replica.ToCanonicalBytes());
        Assert.Equal(reference.State.Structure(), Replicas.TreeText.Of(replica.Tree));
        return VectorFile.Case(writer =>
        {
            writer.WriteJson("operation", json => OperationJson.Write(json, only));
            writer.WriteString("hash", StateHash.Of(canonical).ToString());
            writer.WriteString("snapshot", Brief.Of(replica.ReadSettled(state => state.EncodeSnapshot())));
        });
    }
}
