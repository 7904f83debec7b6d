using StoreHub.Core.Tests.Generators;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub.Core.Tests.State;

/// <summary>The balanced tree of an array against a plain list.</summary>
public sealed class ArrayNodeTests
{
    private static readonly SourceId Source = SourceId.Parse("s");

    [Fact]
    public void RandomChangesAreThoseOfAList() => Seeds.Run(150, static seed =>
    {
        var dice = new Dice(seed);
        var array = new ArrayNode();
        var model = new List<Element>();
        // each phase leans another way: growing at random, by appending, at the front, moving, and shrinking
        int seq = 0;
        for (int phase = 0; phase < 8; phase++)
        {
            int lean = dice.Next(6);
            int steps = 50 + dice.Next(400);
            for (int step = 0; step < steps; step++) Change(array, model, dice, lean, ref seq);
            Same(array, model);
        }

        while (model.Count > 0)
        {
            int at = dice.Next(model.Count);
            array.Remove(model[at]);
            model.RemoveAt(at);
            if (model.Count % 97 == 0) Same(array, model);
        }

        Same(array, model);
        Insert(array, model, 0, ref seq);
        Same(array, model);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AHundredThousandElementsComeAndGo(int order)
    {
        const int Length = 100_000;
        var dice = new Dice(order);
        var array = new ArrayNode();
        var model = new List<Element>();
        int seq = 0;
        for (int i = 0; i < Length; i++) Insert(array, model, i % 8 == 0 ? dice.Next(model.Count + 1) : model.Count, ref seq);
        Same(array, model);
        for (int i = 0; i < Length; i += 3) ArrayNode.SetDeleted(model[i], 1 + i);
        Same(array, model);

        // forgetting from the front, from the back, and tombstones everywhere
        Predicate<Element> goes = order switch
        {
            0 => element => element.Id.Seq < Length - 300,
            1 => element => element.Id.Seq > 300,
            _ => static element => !element.IsLive || element.Id.Seq % 16 != 0,
        };
        IEnumerable<Element> gone = order == 2 ? dice.Shuffle(model.FindAll(goes)) : order == 1 ? model.FindAll(goes).AsEnumerable().Reverse() : model.FindAll(goes);
        foreach (Element element in gone)
        {
            array.Remove(element);
            Assert.Null(element.Leaf);
        }

        model.RemoveAll(goes);
        Same(array, model);
        for (int i = 0; i < 1000; i++) Insert(array, model, dice.Next(model.Count + 1), ref seq);
        Same(array, model);
    }

    [Fact]
    public void AnEmptyArrayHasNothing()
    {
        var array = new ArrayNode();
        Assert.Equal(0, array.Count);
        Assert.Null(array.Find(new ElementId(Source, 0, 0)));
        Assert.Empty(array.All());
    }

    private static void Change(ArrayNode array, List<Element> model, Dice dice, int lean, ref int seq)
    {
        int roll = dice.Next(10);
        if (model.Count == 0 || roll < (lean == 5 ? 1 : 4))
        {
            Insert(array, model, lean switch { 1 => model.Count, 2 => 0, _ => dice.Next(model.Count + 1) }, ref seq);
            return;
        }

        int at = lean is 1 or 5 && dice.Chance(0.5) ? Math.Max(0, model.Count - 1 - dice.Next(3)) : dice.Next(model.Count);
        Element element = model[at];
        if (roll < (lean == 5 ? 8 : 5))
        {
            array.Remove(element);
            model.RemoveAt(at);
        }
        else if (roll < 8)
        {
            ArrayNode.SetDeleted(element, element.IsLive ? 1 + dice.Next(9) : Element.Live);
        }
        else
        {
            array.Remove(element);
            model.RemoveAt(at);
            int to = dice.Next(model.Count + 1);
            array.InsertAfter(to == 0 ? null : model[to - 1], element);
            model.Insert(to, element);
        }
    }

    private static void Insert(ArrayNode array, List<Element> model, int at, ref int seq)
    {
        var element = new Element(new ElementId(Source, seq, seq++ % 3), seq) { DeletedAt = seq % 11 == 0 ? 5 : Element.Live };
        array.InsertAfter(at == 0 ? null : model[at - 1], element);
        model.Insert(at, element);
    }

    private static void Same(ArrayNode array, List<Element> model)
    {
        Assert.True(model.SequenceEqual(array.All()));
        Assert.True(model.Where(static element => element.IsLive).SequenceEqual(array.AllLive()));
        int live = 0;
        for (int i = 0; i < model.Count; i++)
        {
            Element element = model[i];
            Assert.Same(element, array.Find(element.Id));
            Assert.Same(i == 0 ? null : model[i - 1], ArrayNode.Previous(element));
            Assert.Equal(live, ArrayNode.IndexOf(element));
            if (element.IsLive) Assert.Same(element, array.ElementAt(live++));
        }

        Assert.Equal(live, array.Count);
        Element[] all = [.. model.Where(static element => element.IsLive)];
        for (int from = 0; from <= live; from += 1 + (live / 5)) Assert.True(all.AsSpan(from).SequenceEqual(From(array, from)));
        Assert.Null(array.Find(new ElementId(Source, long.MaxValue, 0)));
    }

    private static Element[] From(ArrayNode array, int index)
    {
        var elements = new List<Element>();
        LiveElements live = array.LiveFrom(index);
        while (live.Next() is { } element) elements.Add(element);
        Assert.Null(live.Next());
        return [.. elements];
    }
}
