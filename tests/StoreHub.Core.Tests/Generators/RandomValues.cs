using StoreHub.Core.Tests.Reference;

namespace StoreHub.Core.Tests.Generators;

/// <summary>Values of all kinds; keys from few, so that authors meet.</summary>
internal sealed class RandomValues(Dice dice)
{
    private int _unique;

    private static readonly StoreValue[] Keys =
    [
        "a", "b", "1", "", "ключ", 0.0, -0.0, 1.0, -1.5, double.NaN, double.PositiveInfinity, true, false, StoreValue.Null,
        Array.Empty<byte>(), new byte[] { 0, 255 }, StoreValue.FromUnixMilliseconds(0), StoreValue.FromUnixMilliseconds(1_700_000_000_000),
    ];

    private static readonly string[] ObjectKeys = ["a", "b", "c", "0", "$d", "n"];

    public string ObjectKey() => dice.Pick(ObjectKeys);

    /// <summary>A Map's key or a Set's member.</summary>
    public StoreValue Key() => dice.Pick(Keys);

    public double Amount() => dice.Next(8) switch { 0 => 0.1, 1 => -0.0, 2 => double.MaxValue, 3 => double.NaN, _ => 1 + dice.Next(3) };

    /// <summary>A value that may be nested <paramref name="depth"/> deep.</summary>
    public StoreValue Next(int depth = 3)
    {
        if (depth > 0 && dice.Chance(0.35))
        {
            return dice.Next(5) switch
            {
                0 => MapValue.Create(Distinct().Select(key => KeyValuePair.Create(key, Next(depth - 1)))),
                1 => SetValue.Create(Distinct()),
                2 or 3 => ArrayValue.Create(Enumerable.Range(0, dice.Next(4)).Select(_ => Next(depth - 1)).ToArray()),
                _ => ObjectValue.Create(dice.Shuffle(ObjectKeys).Take(dice.Next(4)).Select(key => KeyValuePair.Create(key, Next(depth - 1))).ToArray()),
            };
        }

        return dice.Next(8) switch
        {
            0 => StoreValue.Undefined,
            1 => Key(),
            2 or 3 => dice.Next(10),
            _ => "v" + _unique++,
        };
    }

    private List<StoreValue> Distinct()
    {
        var keys = new List<StoreValue>();
        foreach (StoreValue key in Enumerable.Range(0, dice.Next(4)).Select(_ => Key()))
        {
            if (!keys.Exists(other => ReferenceKey.Same(other, key))) keys.Add(key);
        }

        return keys;
    }
}
