namespace StoreHub;

/// <summary>What every string of a store must satisfy.</summary>
internal static class ValueText
{
    /// <summary>Whether it surely has a UTF-8 form.</summary>
    public static bool IsWithoutSurrogates(string value) => !value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');

    /// <summary>Gives the string back if it has a UTF-8 form.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.LoneSurrogate"/>.</exception>
    public static string RequireWellFormed(string value)
    {
        int first = value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (first < 0) return value;
        for (int i = first; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i])) continue;
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1])) i++;
            else throw new StoreException(StoreErrorCode.LoneSurrogate, $"The string has a lone surrogate U+{(int)value[i]:X4} at index {i} and so no UTF-8 form.");
        }

        return value;
    }

    /// <summary>Whether an object key is one that every participant refuses, because it would reach JavaScript's prototypes.</summary>
    public static bool IsForbiddenKey(string key) => key is "__proto__" or "constructor" or "prototype";

    /// <summary>The refusal of such a key, at a place if it is known.</summary>
    public static StoreException Forbidden(string key, object? place = null) => new(StoreErrorCode.ForbiddenKey, $"The key '{key}' is refused in every store.", place?.ToString() ?? key);
}
