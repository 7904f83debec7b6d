using System.Security.Cryptography;
using System.Text;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Files;

/// <summary>
/// Names of stores as names of folders: different ones also where case does not count, none of them special, none too long. Lower-case letters,
/// digits, <c>-</c> and <c>_</c> stay, a capital letter becomes <c>+</c> and its small form, <c>/</c> becomes <c>=</c>, <c>.</c> <c>,</c> and <c>~</c> <c>@</c>; what gets
/// longer than 160 characters is cut and ends in <c>!</c> and the name's SHA-256. The files inside say the name in full.
/// </summary>
internal static class StoreFolderName
{
    private const int MaxLength = 160;
    private const int HashCharacters = 32;

    public static string Of(StoreName name)
    {
        string text = name.ToString();
        var folder = new StringBuilder(text.Length + 8);
        foreach (char letter in text)
        {
            if (char.IsAsciiLetterUpper(letter)) folder.Append('+').Append(char.ToLowerInvariant(letter));
            else folder.Append(letter switch { '/' => '=', '.' => ',', '~' => '@', _ => letter });
        }

        if (folder.Length <= MaxLength) return folder.ToString();
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashCharacters];
        return string.Concat(folder.ToString(0, MaxLength - HashCharacters - 1), "!", hash);
    }

    /// <summary>The name of the store whose folder it is, unless the name was cut or it is no such folder.</summary>
    public static bool TryParse(string folder, out StoreName name)
    {
        var text = new StringBuilder(folder.Length);
        for (int i = 0; i < folder.Length; i++)
        {
            if (folder[i] == '+' && i + 1 < folder.Length) text.Append(char.ToUpperInvariant(folder[++i]));
            else text.Append(folder[i] switch { '=' => '/', ',' => '.', '@' => '~', char letter => letter });
        }

        return StoreName.TryParse(text.ToString(), out name) && Of(name) == folder;
    }
}
