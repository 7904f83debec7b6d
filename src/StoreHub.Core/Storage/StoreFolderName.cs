using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StoreHub.Storage;

/// <summary>
/// Names of stores as names of folders, for hub and client: any file system takes them, and tells apart what it may not by itself (upper and
/// lower case); it reserves none of them. <c>store-</c> and the name: <c>a–z 0–9 _ -</c> as they are, capitals as <c>+a</c>, the rest as
/// <c>%2f</c>. A long one is cut, and ends in <c>=</c> and the name's SHA-256: at most 191 characters, or 206 without a hash.
/// </summary>
internal static class StoreFolderName
{
    private const string Prefix = "store-";
    private const int LongestPlain = 206;
    private const int LongestBeginning = 126;

    public static string Of(string store)
    {
        var name = new StringBuilder(Prefix);
        foreach (char c in store)
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-') name.Append(c);
            else if (char.IsAsciiLetterUpper(c)) name.Append('+').Append(char.ToLowerInvariant(c));
            else name.Append('%').Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
        }

        if (name.Length <= LongestPlain) return name.ToString();
        name.Length = LongestBeginning;
        return name.Append('=').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(store)))).ToString();
    }

    /// <summary>The name of the store whose folder it is; null if the name was cut, or it is no such folder.</summary>
    public static string? TryParse(string folder)
    {
        if (!folder.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var store = new StringBuilder(folder.Length);
        for (int i = Prefix.Length; i < folder.Length; i++)
        {
            if (folder[i] == '+' && i + 1 < folder.Length) store.Append(char.ToUpperInvariant(folder[++i]));
            else if (folder[i] == '%' && byte.TryParse(folder.AsSpan(i + 1, Math.Min(2, folder.Length - i - 1)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code)) (i, _) = (i + 2, store.Append((char)code));
            else store.Append(folder[i]);
        }

        // whatever else could be read so, only one form is written
        return Of(store.ToString()) == folder ? store.ToString() : null;
    }
}
