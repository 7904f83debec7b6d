namespace StoreHub;

/// <summary>
/// One string per letter for everybody: the arrays that texts are held in are made of letters, and a string of its own for each would
/// take more than the letter's place in the array. Safe for any thread.
/// </summary>
internal static class Letters
{
    // what UTF-8 says in one byte or two: Latin, Greek, Cyrillic, Hebrew and Arabic
    private const int Count = 0x800;

    private static readonly string?[] Shared = new string?[Count];

    /// <summary>The shared string for a text of one such letter; any other as it is.</summary>
    public static string Share(string text) => text.Length == 1 && text[0] < Count ? Shared[text[0]] ??= text : text;

    /// <summary>The shared string for the bytes of one such letter; null for any others, well-formed or not.</summary>
    public static string? Find(ReadOnlySpan<byte> utf8)
    {
        int letter = utf8 switch
        {
            [< 0x80 and var one] => one,
            [>= 0xc2 and <= 0xdf and var first, >= 0x80 and <= 0xbf and var second] => (first & 0x1f) << 6 | (second & 0x3f),
            _ => -1,
        };
        return letter < 0 ? null : Shared[letter] ??= ((char)letter).ToString();
    }
}
