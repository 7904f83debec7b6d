using System.Buffers;

namespace StoreHub.Protocol.Messages;

/// <summary>The rule for store names, <c>[A-Za-z0-9._~/-]{1,128}</c>, in one place for hub and clients.</summary>
public static class StoreNameRule
{
    /// <summary>The most characters a name has.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~/-");

    /// <summary>Whether text is a store's name.</summary>
    public static bool IsMatch(ReadOnlySpan<char> name) => name.Length is > 0 and <= MaxLength && !name.ContainsAnyExcept(Allowed);
}
