using System.Text.RegularExpressions;

namespace StoreHub.Samples.Microfrontends;

/// <summary>Where a remote is. Immutable.</summary>
/// <param name="Remote">Its name in Module Federation.</param>
/// <param name="Entry">The address of its manifest or entry script; null if there is no such remote any more.</param>
internal sealed partial record Registration(string Remote, Uri? Entry)
{
    /// <exception cref="FormatException">The line is none.</exception>
    public static Registration Parse(string line)
    {
        string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 2) throw new FormatException($"'{line}' has more than a remote and an address.");
        if (!RemoteName().IsMatch(parts[0])) throw new FormatException($"'{parts[0]}' is no remote's name: it must be a letter, then letters, digits, _ and -, 64 at most.");
        if (parts.Length == 1) return new Registration(parts[0], null);
        if (!Uri.TryCreate(parts[1], UriKind.Absolute, out Uri? entry) || entry.Scheme is not ("http" or "https")) throw new FormatException($"'{parts[1]}' is no address: it must begin with http:// or https://.");
        return new Registration(parts[0], entry);
    }

    /// <inheritdoc/>
    public override string ToString() => Entry is null ? $"{Remote} is gone" : $"{Remote} is at {Entry}";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex RemoteName();
}
