namespace StoreHub.Core.Tests.Generators;

/// <summary>Values of all kinds, nested, with the awkward ones far more often than chance would give them. The seed decides all.</summary>
public sealed class SampleValues(int seed)
{
    private static readonly double[] Numbers =
    [
        0, -0.0, 1, -1, 31, 32, 127, 128, 255, 256, -32, -33, -128, -129, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 4294967296,
        9007199254740991, -9007199254740991, 9007199254740992, 1e15, 1e20, 1e21, 1e300, double.MaxValue, double.Epsilon, 0.1, 1.5, 1e-7,
        double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    private static readonly string[] Texts =
    [
        "", "a", "name", "$", "$$", "$date", "$number", "0", "1", "01", "-0", "length", "ä", "€", "\u0000", "\"\\/\b\t\n", "\uFFFD", "\uFFFF", "\uE000", "😀", "a😀b",
        "toString", "<script>", new('x', 31), new('x', 32), new('y', 255), new('z', 256), new('é', 16), new('é', 15),
    ];

    /// <summary>The seed, for messages.</summary>
    public int Seed { get; } = seed;

    /// <summary>The source of chance, for what a test adds.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Any value.</summary>
    public StoreValue Next(int depth = 4) => depth == 0 || Random.Next(10) < 5 ? ScalarOrUndefined() : Container(depth - 1);

    /// <summary>An object, array, Map or Set.</summary>
    public StoreValue Container(int depth = 3) => Random.Next(4) switch
    {
        0 => Object(depth),
        1 => ArrayValue.Create(Many(() => Next(depth))),
        2 => MapValue.Create(Many(Scalar).DistinctBy(Zero).Where(IsMapKey).Select(key => KeyValuePair.Create(key, Next(depth)))),
        _ => SetValue.Create(Many(Scalar).DistinctBy(Zero)),
    };

    /// <summary>An object.</summary>
    public ObjectValue Object(int depth = 3) =>
        ObjectValue.Create(Many(Text).Distinct().Select(key => KeyValuePair.Create(key, Next(depth))));

    /// <summary>A scalar: what can be a Map key or Set member.</summary>
    public StoreValue Scalar() => Random.Next(8) switch
    {
        0 => StoreValue.Null,
        1 => Random.Next(2) == 0,
        2 or 3 => Number(),
        4 or 5 => Text(),
        6 => Bytes(),
        _ => StoreValue.FromUnixMilliseconds(Instant()),
    };

    /// <summary>A scalar that may be a Map key.</summary>
    public StoreValue MapKey()
    {
        StoreValue key = Scalar();
        return IsMapKey(key) ? key : "key";
    }

    /// <summary>A number.</summary>
    public double Number() => Random.Next(4) switch
    {
        0 => Random.Next(-1000, 1000),
        1 => BitConverter.Int64BitsToDouble(Random.NextInt64(long.MinValue, long.MaxValue)),
        2 => Random.NextInt64(-9007199254740991, 9007199254740992),
        _ => Numbers[Random.Next(Numbers.Length)],
    };

    /// <summary>A string that can be an object's key.</summary>
    public string Text() => Random.Next(3) switch
    {
        0 => string.Concat(Enumerable.Range(0, Random.Next(6)).Select(_ => char.ConvertFromUtf32(CodePoint()))),
        1 => "k" + Random.Next(20),
        _ => Texts[Random.Next(Texts.Length)],
    };

    private static bool IsMapKey(StoreValue key) => key.Kind != ValueKind.String || key.AsString() is not ("__proto__" or "constructor" or "prototype");

    private static StoreValue Zero(StoreValue key) => key.Kind == ValueKind.Number && key.AsNumber() == 0 ? 0 : key;

    private StoreValue ScalarOrUndefined() => Random.Next(12) == 0 ? default : Scalar();

    private long Instant() => Random.Next(4) switch
    {
        0 => 0,
        1 => Random.NextInt64(-62_135_596_800_000, 253_402_300_800_000),
        2 => Random.Next() * 1000L,
        _ => Random.Next(2) == 0 ? -62_135_596_800_000 : 253_402_300_799_999,
    };

    private byte[] Bytes()
    {
        byte[] bytes = new byte[Random.Next(3) == 0 ? Random.Next(300) : Random.Next(5)];
        Random.NextBytes(bytes);
        return bytes;
    }

    private int CodePoint()
    {
        int point = Random.Next(3) == 0 ? Random.Next(0x110000) : Random.Next(0x250);
        return point is >= 0xD800 and <= 0xDFFF ? 'x' : point;
    }

    private List<T> Many<T>(Func<T> next) => [.. Enumerable.Range(0, Random.Next(6)).Select(_ => next())];
}
