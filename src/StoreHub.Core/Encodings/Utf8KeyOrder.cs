namespace StoreHub.Encodings;

/// <summary>
/// Orders strings by their UTF-8 bytes without making them. UTF-16 has the same order but for surrogates, which stand for what comes
/// after U+FFFF and yet are smaller than U+E000.
/// </summary>
internal sealed class Utf8KeyOrder : IComparer<string>
{
    private Utf8KeyOrder()
    {
    }

    public static Utf8KeyOrder Instance { get; } = new();

    /// <summary>Sorts keys in place.</summary>
    public static void Sort(Span<string> keys)
    {
        for (int i = 1; i < keys.Length; i++)
        {
            if (Compare(keys[i - 1], keys[i]) <= 0) continue;
            keys.Sort(Instance);
            return;
        }
    }

    public static int Compare(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        return same < left.Length && same < right.Length ? Rank(left[same]) - Rank(right[same]) : left.Length - right.Length;
    }

    int IComparer<string>.Compare(string? x, string? y) => Compare(x!, y!);

    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
