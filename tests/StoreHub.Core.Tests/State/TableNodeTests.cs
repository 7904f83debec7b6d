using StoreHub.Core.Tests.Generators;
using StoreHub.State;

namespace StoreHub.Core.Tests.State;

/// <summary>The ordered table of objects, Maps and Sets against a plain list, with undoing in reverse order.</summary>
public sealed class TableNodeTests
{
    [Fact]
    public void RandomChangesAreThoseOfAList() => Seeds.Run(300, static seed =>
    {
        var dice = new Dice(seed);
        var table = new ObjectNode();
        var model = new List<(string Key, StoreValue Value, int Slot)>();
        for (int round = 0; round < 20; round++)
        {
            // what is undone in reverse order leaves everything as it was, slots included
            bool undone = dice.Chance(0.6);
            var before = new List<(string, StoreValue, int)>(model);
            var undo = new Stack<Action>();
            for (int step = dice.Next(60); step > 0; step--)
            {
                Action back = Change(table, model, dice);
                if (undone) undo.Push(back);
            }

            Same(table, model);
            if (!undone) continue;
            while (undo.TryPop(out Action? back)) back();
            Same(table, before);
            model = before;
        }
    });

    [Fact]
    public void MapKeysAreComparedByValue()
    {
        var map = new MapNode();
        map.Add(new byte[] { 1, 2 }, 1);
        map.Add(double.NaN, 2);
        Assert.Equal(1, map.ValueAt(map.Find(new byte[] { 1, 2 })));
        Assert.Equal(2, map.ValueAt(map.Find(0.0 / -1.0 * double.PositiveInfinity)));
        Assert.Equal(-1, map.Find("1"));
    }

    private static Action Change(ObjectNode table, List<(string Key, StoreValue Value, int Slot)> model, Dice dice)
    {
        string key = "k" + dice.Next(40);
        int at = model.FindIndex(entry => entry.Key == key);
        StoreValue value = dice.Next(1000);
        if (at < 0)
        {
            int added = table.Add(key, value);
            model.Add((key, value, added));
            return () => table.RemoveAt(added);
        }

        int slot = model[at].Slot;
        StoreValue old = model[at].Value;
        if (dice.Chance(0.3))
        {
            table.ValueAt(slot) = value;
            model[at] = (key, value, slot);
            return () => table.ValueAt(slot) = old;
        }

        int previous = table.Previous(slot);
        table.RemoveAt(slot);
        model.RemoveAt(at);
        return () => Assert.Equal(slot, table.Insert(key, old, previous));
    }

    private static void Same(ObjectNode table, List<(string Key, StoreValue Value, int Slot)> model)
    {
        Assert.Equal(model.Count, table.Count);
        int slot = table.First;
        int previous = ObjectNode.None;
        foreach ((string key, StoreValue value, int expected) in model)
        {
            Assert.Equal(expected, slot);
            Assert.Equal(expected, table.Find(key));
            Assert.Equal(key, table.KeyAt(slot));
            Assert.Equal(value, table.ValueAt(slot));
            Assert.Equal(previous, table.Previous(slot));
            previous = slot;
            slot = table.Next(slot);
        }

        Assert.Equal(ObjectNode.None, slot);
        for (int i = 0; i < 40; i++)
        {
            string key = "k" + i;
            if (!model.Exists(entry => entry.Key == key)) Assert.Equal(ObjectNode.None, table.Find(key));
        }
    }
}
