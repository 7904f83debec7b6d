namespace StoreHub;

/// <summary>The order of a sort without a comparison: null, booleans, numbers, instants, strings by ordinal, then everything else as it stood.</summary>
internal static class PlainOrder
{
    public static int Compare(object? left, object? right)
    {
        int byKind = Rank(left).CompareTo(Rank(right));
        if (byKind != 0) return byKind;
        return left switch
        {
            bool flag => flag.CompareTo((bool)right!),
            int or long or double => Convert.ToDouble(left, null).CompareTo(Convert.ToDouble(right, null)),
            DateTimeOffset instant => instant.CompareTo((DateTimeOffset)right!),
            string text => string.CompareOrdinal(text, (string)right!),
            _ => 0,
        };
    }

    private static int Rank(object? value) => value switch
    {
        null => 0,
        bool => 1,
        int or long or double => 2,
        DateTimeOffset => 3,
        string => 4,
        _ => 5,
    };
}
