using StoreHub.Core.Tests.Generators;

namespace StoreHub.Core.Tests.Stores;

/// <summary>Live Maps and Sets against a plain ordered dictionary.</summary>
public sealed class KeyedModelTests
{
    private static readonly StoreValue[] Keys =
    [
        StoreValue.Null, true, 0, 1, 2.5, double.NaN, "", "a", "1", StoreValue.FromBytes([1]), StoreValue.FromBytes([]), StoreValue.FromUnixMilliseconds(5),
    ];

    [Fact]
    public void A_live_map_does_what_a_dictionary_does_and_its_operations_do_it_elsewhere() => Seeds.Run(1000, seed =>
    {
        var dice = new Dice(seed);
        using var twin = new Twin();
        twin.First["map"].Value = MapValue.Create([]);
        StoreMap map = twin.First["map"].AsMap();
        var model = new OrderedDictionary<StoreValue, StoreValue>();
        twin.Take();
        for (int step = 0; step < 30; step++)
        {
            StoreValue key = dice.Pick(Keys), value = dice.Chance(0.3) ? StoreValue.From(new { n = step }) : step;
            int expected = 1;
            switch (dice.Next(8))
            {
                case 0 or 1:
                    map.Set(key, value);
                    model[key] = value;
                    break;
                case 2:
                    map[key] = value;
                    model[key] = value;
                    break;
                case 3:
                    expected = model.ContainsKey(key) ? 0 : 1;
                    if (expected == 0) Assert.Throws<ArgumentException>(() => map.Add(key, value));
                    else map.Add(key, value);
                    model.TryAdd(key, value);
                    break;
                case 4 or 5:
                    expected = model.Remove(key) ? 1 : 0;
                    Assert.Equal(expected == 1, map.Delete(key));
                    break;
                case 6:
                    expected = 0;
                    Assert.Equal(model.ContainsKey(key), map.Has(key));
                    Assert.Equal(model.TryGetValue(key, out StoreValue there) ? there : StoreValue.Null, StoreValue.From(map.Get(key)));
                    break;
                default:
                    if (!dice.Chance(0.3)) continue;
                    expected = model.Count > 0 ? 1 : 0;
                    map.Clear();
                    model.Clear();
                    break;
            }

            Assert.Equal(expected, twin.Take().Length);
            Assert.Equal(model.Count, map.Size);
            Assert.Equal(model.Keys, map.Keys);
            Assert.Equal(model.Select(static pair => (pair.Key, pair.Value)), map.Select(static pair => (pair.Key, StoreValue.From(pair.Value))));
            twin.AssertSame();
        }
    });

    [Fact]
    public void A_live_set_does_what_an_ordered_set_does_and_its_operations_do_it_elsewhere() => Seeds.Run(1000, seed =>
    {
        var dice = new Dice(seed);
        using var twin = new Twin();
        twin.First["set"].Value = SetValue.Create([]);
        StoreSet set = twin.First["set"].AsSet();
        var model = new OrderedDictionary<StoreValue, bool>();
        twin.Take();
        for (int step = 0; step < 30; step++)
        {
            StoreValue member = dice.Pick(Keys);
            int expected = 0;
            switch (dice.Next(7))
            {
                case 0 or 1 or 2:
                    expected = model.TryAdd(member, true) ? 1 : 0;
                    Assert.Equal(expected == 1, set.Add(member));
                    break;
                case 3 or 4:
                    expected = model.Remove(member) ? 1 : 0;
                    Assert.Equal(expected == 1, set.Delete(member));
                    break;
                case 5:
                    Assert.Equal(model.ContainsKey(member), set.Has(member));
                    break;
                default:
                    if (!dice.Chance(0.3)) continue;
                    expected = model.Count > 0 ? 1 : 0;
                    set.Clear();
                    model.Clear();
                    break;
            }

            Assert.Equal(expected, twin.Take().Length);
            Assert.Equal(model.Count, set.Size);
            Assert.Equal(model.Keys, set);
            twin.AssertSame();
        }
    });
}
