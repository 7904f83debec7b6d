using StoreHub.Core.Tests.Generators;

namespace StoreHub.Core.Tests.Ports;

/// <summary>Writes at random to a few shared places, so that concurrent writers meet.</summary>
internal static class RandomWriter
{
    public static void Furnish(Store store) => store.Batch(() =>
    {
        store["list"].Value = Reference.Author.List(1, 2, 3);
        store["map"].Value = MapValue.Create([]);
        store["n"].Value = 0;
    });

    public static void Write(Store store, long seed, int writes)
    {
        var dice = new Dice(seed);
        for (int i = 0; i < writes; i++)
        {
            if (dice.Chance(0.2)) store.Batch(() => { One(store, dice); One(store, dice); });
            else One(store, dice);
        }
    }

    private static void One(Store store, Dice dice)
    {
        dynamic root = store.Root;
        int value = dice.Next(1000);
        switch (dice.Next(8))
        {
            case 0: store["k" + dice.Next(5)].Value = value; break;
            case 1: store["k" + dice.Next(5)].Delete(); break;
            case 2: store["n"].Increment(value); break;
            case 3 or 4: root.list.Push(value); break;
            case 5: root.list.Unshift(value); break;
            case 6: root.list.Pop(); break;
            default: root.list.Reverse(); break;
        }
    }
}
