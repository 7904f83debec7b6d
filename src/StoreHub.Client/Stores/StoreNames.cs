using System.Buffers;

namespace StoreHub.Client.Stores;

/// <summary>The rule for store names: <c>[A-Za-z0-9._~/-]{1,128}</c>.</summary>
internal static class StoreNames
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~/-");

    public static bool IsValid(string name) => name.Length is > 0 and <= 128 && !name.AsSpan().ContainsAnyExcept(Allowed);
}
