using System.Security.Cryptography;
using System.Text;

namespace StoreHub.Client.Persistence;

/// <summary>
/// The folder of a store below the data path, named so that any file system takes it, tells all names apart that it may not by itself (upper
/// and lower case), and reserves none of them.
/// </summary>
internal static class StoreFolder
{
    private const int LongestPlain = 200;
    private const int LongestBeginning = 120;

    public static string Of(string dataPath, string store) => Path.Combine(dataPath, NameOf(store));

    /// <summary>
    /// <c>store-</c> and the name: <c>a–z 0–9 _ -</c> as they are, capitals as <c>+a</c>, the rest as <c>%2f</c>; a long one is cut and has its
    /// hash at its end. At most 191 characters, or 206 without a hash.
    /// </summary>
    public static string NameOf(string store)
    {
        var name = new StringBuilder("store-");
        foreach (char c in store)
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-') name.Append(c);
            else if (char.IsAsciiLetterUpper(c)) name.Append('+').Append(char.ToLowerInvariant(c));
            else name.Append('%').Append(((int)c).ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }

        if (name.Length <= LongestPlain + 6) return name.ToString();
        name.Length = LongestBeginning + 6;
        return name.Append('=').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(store)))).ToString();
    }
}
