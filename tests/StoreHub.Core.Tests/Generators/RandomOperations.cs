using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>Writes what an author with a given view might write: all ten types at any place of the view, and now and then what makes no sense.</summary>
internal sealed class RandomOperations(Dice dice)
{
    private readonly RandomValues _values = new(dice);
    private SourceId _source;
    private long _seq;
    private double _ts;
    private bool _foreign;

    /// <summary>The transaction that most histories start with, so that there is something to meet at.</summary>
    /// <param name="source">Its author.</param>
    /// <param name="ts">Its timestamp.</param>
    /// <param name="length">How long the list is beyond four elements.</param>
    public static Transaction Furniture(SourceId source, double ts, int length) => new(
    [
        new SetOperation(source, 0, ts, StorePath.Of("list"),
            ArrayValue.Create(["p", "q", ObjectValue.Create([KeyValuePair.Create<string, StoreValue>("n", 0)]), ArrayValue.Create([1, 2]), .. Enumerable.Range(0, length).Select(i => (StoreValue)i)])),
        new SetOperation(source, 1, ts, StorePath.Of("map"), MapValue.Create([KeyValuePair.Create<StoreValue, StoreValue>("a", ArrayValue.Create([1]))])),
        new SetOperation(source, 2, ts, StorePath.Of("set"), SetValue.Create([1, "a"])),
        new SetOperation(source, 3, ts, StorePath.Of("n"), 0),
    ], 0);

    /// <summary>One to five operations; each sees what those before it did.</summary>
    /// <param name="view">What the author sees; it is changed.</param>
    public Transaction Transaction(ReferenceState view, SourceId source, long firstSeq, double ts, long baseRevision, bool foreign)
    {
        (_source, _ts, _foreign) = (source, ts, foreign);
        var operations = new List<Operation>();
        int count = dice.Chance(0.3) ? 2 + dice.Next(4) : 1;
        for (int i = 0; i < count; i++)
        {
            _seq = firstSeq + i;
            Operation operation = Next(view);
            operations.Add(operation);
            view.Apply(operation, ReferenceState.Pending);
        }

        return new Transaction(operations, baseRevision);
    }

    private Operation Next(ReferenceState view)
    {
        if (dice.Chance(0.04)) return Nonsense(view);
        List<Place> places = Place.All(view, _foreign);
        double roll = dice.Fraction();
        List<Place> preferred = places.FindAll(one => roll < 0.45 ? one.Node is ReferenceArray : roll < 0.65 ? one.Node is ReferenceMap : roll < 0.75 && one.Node is ReferenceSet);
        Place place = dice.Pick(preferred.Count > 0 ? preferred : places);
        return place.Node switch
        {
            ReferenceArray array => OnArray(place.Path, array),
            ReferenceMap map => OnMap(place.Path, map),
            ReferenceSet set => OnSet(place.Path, set),
            ReferenceObject target => OnObject(place.Path, target),
            _ => throw new InvalidOperationException("No such place."),
        };
    }

    private Operation OnObject(StorePath path, ReferenceObject target)
    {
        string? present = target.Entries.Count > 0 ? dice.Pick(target.Entries).Key.AsString() : null;
        string key = present is not null && dice.Chance(0.5) ? present : _values.ObjectKey();
        // the furniture stays for a while
        if (path.IsRoot && key.Length > 1 && dice.Chance(0.9)) key = "n";
        int roll = dice.Next(10);
        if (roll < 2) return Delete(path.Append(roll == 0 ? key : present ?? key));
        return roll < 5 ? Increment(path.Append(Number(target.Entries)?.AsString() ?? key)) : Set(path.Append(key), _values.Next());
    }

    private Operation OnMap(StorePath path, ReferenceMap map)
    {
        int roll = dice.Next(20);
        StoreValue key = map.Entries.Count > 0 && dice.Chance(roll < 9 ? 0.4 : 0.8) ? dice.Pick(map.Entries).Key : _values.Key();
        return roll switch
        {
            < 9 => new MapSetOperation(_source, _seq, _ts, path, key, _values.Next()),
            < 12 => new MapDeleteOperation(_source, _seq, _ts, path, key),
            < 13 => new MapClearOperation(_source, _seq, _ts, path),
            < 15 => Set(path.Append(new PathSegment(key)), _values.Next()),
            < 16 => Delete(path.Append(new PathSegment(key))),
            _ => Increment(path.Append(new PathSegment(Number(map.Entries) ?? key))),
        };
    }

    private Operation OnSet(StorePath path, ReferenceSet set)
    {
        StoreValue member = set.Members.Count > 0 && dice.Chance(0.4) ? dice.Pick(set.Members) : _values.Key();
        return dice.Next(10) switch
        {
            < 6 => new SetAddOperation(_source, _seq, _ts, path, member),
            < 9 => new SetDeleteOperation(_source, _seq, _ts, path, member),
            _ => new SetClearOperation(_source, _seq, _ts, path),
        };
    }

    private Operation OnArray(StorePath path, ReferenceArray array)
    {
        List<ReferenceElement> live = array.Live;
        int roll = dice.Next(20);
        if (_foreign && roll < 3)
        {
            return roll == 0
                ? Set(path.Append("length"), dice.Chance(0.02) ? live.Count + 12 + dice.Next(10) : dice.Next(live.Count + 3))
                : Set(path.Append(dice.Chance(0.03) ? int.MaxValue : dice.Chance(0.5) ? live.Count + dice.Next(3) : dice.Next(live.Count + 3)), _values.Next());
        }

        if (live.Count > 0 && roll is 3 or 4 or 5) return Set(path.Append(Step(live)), _values.Next());
        if (live.Count > 0 && roll is 6 or 7) return Increment(path.Append(Step(live)));
        if (live.Count > 1 && roll is 8 or 9 && !_foreign) return Order(path, live);
        int index = dice.Chance(0.4) ? live.Count : dice.Next(live.Count + 1);
        int count = dice.Chance(0.5) ? 0 : Math.Min(live.Count - index, 1 + dice.Next(dice.Chance(0.1) ? live.Count + 1 : 3));
        StoreValue[] items = [.. Enumerable.Range(0, count > 0 && dice.Chance(0.6) ? 0 : 1 + dice.Next(3)).Select(_ => _values.Next())];
        if (_foreign) return new SpliceOperation(_source, _seq, _ts, path, index + (dice.Chance(0.1) ? 5 : 0), count, items, null);
        ElementId? before = dice.Chance(0.85) ? IdAt(live, dice.Chance(0.8) ? index + count : index) : null;
        // an anchor may be a tombstone that the author still has
        ElementId? after = dice.Chance(0.9) ? IdAt(live, index - 1) : dice.Pick(array.Elements.DefaultIfEmpty().ToArray())?.Id;
        var anchors = new SpliceAnchors(after, before, [.. live.Skip(index).Take(count).Select(one => one.Id)]);
        return new SpliceOperation(_source, _seq, _ts, path, index, count, items, anchors);
    }

    /// <summary>A sort or reverse of the whole array or of a part of it.</summary>
    private SpliceOperation Order(StorePath path, List<ReferenceElement> live)
    {
        int start = dice.Chance(0.7) ? 0 : dice.Next(live.Count);
        int count = start == 0 && dice.Chance(0.7) ? live.Count : 1 + dice.Next(live.Count - start);
        IEnumerable<ElementId> part = live.Skip(start).Take(count).Select(one => one.Id);
        List<ElementId> order = dice.Chance(0.4) ? [.. part.Reverse()] : dice.Shuffle(part);
        return new SpliceOperation(_source, _seq, _ts, path, start, 0, [], new SpliceAnchors(IdAt(live, start - 1), IdAt(live, start + count), [], order));
    }

    /// <summary>An operation on a place that is of another type, not there, or gone.</summary>
    private Operation Nonsense(ReferenceState view)
    {
        Place place = dice.Pick(Place.All(view, _foreign));
        var nobody = new ElementId(SourceId.Parse("nobody"), 7, 0);
        StorePath path = dice.Next(4) switch
        {
            0 => place.Path.Append(new PathSegment(0, nobody)),
            1 => place.Path.Append(_values.ObjectKey()),
            2 => place.Path.Append(new PathSegment(_values.Key())),
            _ => place.Path.Append("length").Append(0),
        };
        return dice.Next(10) switch
        {
            0 => Set(path.Append(_values.ObjectKey()), 1),
            1 => Delete(path),
            2 => Increment(path),
            3 => new MapSetOperation(_source, _seq, _ts, place.Path, _values.Key(), 1),
            4 => new MapDeleteOperation(_source, _seq, _ts, path, _values.Key()),
            5 => new MapClearOperation(_source, _seq, _ts, path),
            6 => new SetAddOperation(_source, _seq, _ts, place.Path, _values.Key()),
            7 => new SetDeleteOperation(_source, _seq, _ts, path, _values.Key()),
            8 => new SetClearOperation(_source, _seq, _ts, path),
            _ => new SpliceOperation(_source, _seq, _ts, place.Path, dice.Next(4), 1, [_values.Next()],
                new SpliceAnchors(nobody, dice.Chance(0.5) ? null : nobody, [nobody], dice.Chance(0.2) ? [nobody] : null)),
        };
    }

    /// <summary>A key that holds a number, mostly.</summary>
    private StoreValue? Number(List<ReferenceEntry> entries)
    {
        List<ReferenceEntry> numbers = entries.FindAll(entry => entry.Value is ReferenceScalar { Value.Kind: ValueKind.Number });
        return numbers.Count > 0 && dice.Chance(0.7) ? dice.Pick(numbers).Key : (StoreValue?)null;
    }

    private PathSegment Step(List<ReferenceElement> live)
    {
        int index = dice.Next(live.Count);
        return Place.Step(index, live[index].Id, _foreign);
    }

    private static ElementId? IdAt(List<ReferenceElement> live, int index) => index >= 0 && index < live.Count ? live[index].Id : null;

    private SetOperation Set(StorePath path, StoreValue value) => new(_source, _seq, _ts, path, value);

    private DeleteOperation Delete(StorePath path) => new(_source, _seq, _ts, path);

    private IncrementOperation Increment(StorePath path) => new(_source, _seq, _ts, path, _values.Amount());
}
