using System.Text;

namespace StoreHub.LoadTests.Traces;

/// <summary>Text as strings of one code point each; equal ASCII characters share a string.</summary>
internal static class Characters
{
    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(static code => ((char)code).ToString())];

    public static string[] Of(string text)
    {
        if (text.Length == 1 && char.IsAscii(text[0])) return [Ascii[text[0]]];
        var characters = new List<string>(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) characters.Add(rune.IsAscii ? Ascii[rune.Value] : rune.ToString());
        return [.. characters];
    }
}
