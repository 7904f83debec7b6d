namespace StoreHub.Core.Tests.Generators;

/// <summary>A small generator of our own (SplitMix64), so that a seed means the same on every machine and in every version of .NET.</summary>
internal sealed class Dice(long seed)
{
    private ulong _state = (ulong)seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019;

    /// <summary>Goes on as if begun with another seed.</summary>
    public void Begin(long other) => _state = ((ulong)other * 0x9E3779B97F4A7C15) + 0x632BE59BD9B4E019;

    /// <summary>A whole number from 0 to below <paramref name="bound"/>.</summary>
    public int Next(int bound) => (int)(Bits() % (ulong)bound);

    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>From 0 to below 1.</summary>
    public double Fraction() => (Bits() >> 11) * (1.0 / (1UL << 53));

    public T Pick<T>(IReadOnlyList<T> list) => list[Next(list.Count)];

    public List<T> Shuffle<T>(IEnumerable<T> items)
    {
        List<T> shuffled = [.. items];
        for (int i = shuffled.Count - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return shuffled;
    }

    private ulong Bits()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
