using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Json;

namespace StoreHub.Core.Tests.Conformance;

/// <summary>Values in all their encodings.</summary>
internal static class ValueVectors
{
    private static readonly StoreValue[] Scalars =
    [
        StoreValue.Undefined, StoreValue.Null, true, false, "", "a", "ä€😀", new string('x', 31), new string('x', 32), new string('é', 16), new string('y', 255), new string('y', 256),
        0, -0.0, 1, -1, 127, 128, 255, 256, 65535, 65536, uint.MaxValue, 4294967296, -32, -33, -128, -129, -32768, -32769, int.MinValue, -2147483649,
        9007199254740991, -9007199254740991, 9007199254740992d, 1e20, 1e21, 1e22, 1e300, double.MaxValue, double.Epsilon, 0.1, -1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        Array.Empty<byte>(), new byte[] { 0, 255 }, new byte[255], new byte[256],
        StoreValue.FromUnixMilliseconds(0), StoreValue.FromUnixMilliseconds(1500), StoreValue.FromUnixMilliseconds(4294967295000), StoreValue.FromUnixMilliseconds(4294967296000),
        StoreValue.FromUnixMilliseconds(17179869183999), StoreValue.FromUnixMilliseconds(17179869184000), StoreValue.FromUnixMilliseconds(-1), StoreValue.FromUnixMilliseconds(-1000),
        StoreValue.FromUnixMilliseconds(-62135596800000), StoreValue.FromUnixMilliseconds(253402300799999),
    ];

    public static IEnumerable<string> Cases()
    {
        foreach (StoreValue scalar in Scalars)
        {
            yield return Case(scalar);
            if (scalar.IsScalar) yield return Case(MapValue.Create([new(scalar, ArrayValue.Create([scalar, SetValue.Create([scalar])]))]));
        }

        foreach (int count in (int[])[0, 15, 16, 17]) yield return Case(ArrayValue.Create(Enumerable.Range(0, count).Select(i => (StoreValue)i)));
        foreach (int count in (int[])[0, 1, 7, 8, 15, 16]) yield return Case(MapValue.Create(Enumerable.Range(0, count).Select(i => KeyValuePair.Create((StoreValue)i, StoreValue.Null))));
        foreach (int count in (int[])[0, 15, 16]) yield return Case(ObjectValue.Create(Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"{count - i}", (StoreValue)i))));
        string[] keys = ["b", "", "10", "9", "\uFFFF", "\uE000", "😀", "a😀", "a\uE000", "$", "$$", "$date", "ä", "z"];
        yield return Case(ObjectValue.Create(keys.Select(key => KeyValuePair.Create(key, StoreValue.Null))));
        for (int seed = 1; seed <= 300; seed++) yield return Case(new SampleValues(seed).Next(3));
    }

    private static string Case(StoreValue value)
    {
        byte[] canonical = CanonicalEncoding.ToBytes(value);
        return VectorFile.Case(writer =>
        {
            writer.WriteJson("json", json => TaggedJson.Write(json, value));
            writer.WriteHex("binary", ValueEncoding.ToBytes(value));
            writer.WriteHex("canonical", canonical);
            writer.WriteString("hash", StateHash.Of(canonical).ToString());
        });
    }
}
