using System.Diagnostics;
using System.Globalization;

namespace StoreHub.Chaos.Tests;

/// <summary>
/// How far a run goes, from the environment: <c>STOREHUB_CHAOS_SEED</c> repeats the choices of one that failed, <c>STOREHUB_CHAOS_SOAK</c>
/// (<c>1:00:00</c>) goes on with new rounds for so long.
/// </summary>
internal static class ChaosSettings
{
    private static readonly long s_began = Stopwatch.GetTimestamp();

    public static int Seed { get; } = Text("STOREHUB_CHAOS_SEED") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Environment.TickCount;

    /// <summary>Whether new rounds are to begin.</summary>
    public static bool IsSoaking => Soak > Stopwatch.GetElapsedTime(s_began);

    private static TimeSpan Soak { get; } = Text("STOREHUB_CHAOS_SOAK") is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : TimeSpan.Zero;

    /// <summary>How long after a fault all must have the same state: <c>STOREHUB_CHAOS_LIMIT</c> in seconds.</summary>
    /// <value>The default is 10 s in a soak, and 60 s otherwise: then other suites have the machine as well, and starting a hub alone may take longer than 10 s.</value>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(Text("STOREHUB_CHAOS_LIMIT") is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : Soak > TimeSpan.Zero ? 10 : 60);

    private static string? Text(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;
}
