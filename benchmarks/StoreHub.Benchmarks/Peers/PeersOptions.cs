using System.Globalization;

namespace StoreHub.Benchmarks.Peers;

/// <summary>The arguments of <c>peers</c>.</summary>
/// <param name="Trace">The trace's file.</param>
/// <param name="Rounds">How often each side is measured.</param>
/// <param name="Writes">How many overwrites come before the late join.</param>
/// <param name="Json">Where to write the figures as JSON, or null.</param>
internal sealed record PeersOptions(string Trace, int Rounds = 3, int Writes = 1_000_000, string? Json = null)
{
    public const string Usage = "usage: peers TRACE [--rounds N] [--writes N] [--json FILE]";

    /// <summary>Reads them; null if they are none.</summary>
    public static PeersOptions? Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [var trace, .. var rest] || trace.StartsWith('-')) return null;
        var options = new PeersOptions(Path.GetFullPath(trace));
        for (; rest is [var name, var value, .. var more]; rest = more)
        {
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            switch (name)
            {
                case "--rounds" when number > 0: options = options with { Rounds = number }; break;
                case "--writes" when number > 0: options = options with { Writes = number }; break;
                case "--json": options = options with { Json = Path.GetFullPath(value) }; break;
                default: return null;
            }
        }

        return rest.IsEmpty ? options : null;
    }
}
