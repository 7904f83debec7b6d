using System.Diagnostics;
using System.Globalization;
using StoreHub.Crash.Tests.Kills;

namespace StoreHub.Crash.Tests;

/// <summary>
/// How far a run goes, from the environment: <c>STOREHUB_CRASH_RESTARTS</c> says how many restarts a run has at least,
/// <c>STOREHUB_CRASH_SEED</c> repeats the choices of one that failed, <c>STOREHUB_CRASH_SOAK</c> (<c>1:00:00</c>) goes on with new rounds for
/// so long.
/// </summary>
internal static class CrashSettings
{
    private const int UsualRestarts = 66;
    private const int FewestRandom = 4;

    private static readonly long s_began = Stopwatch.GetTimestamp();

    public static int Seed { get; } = Number("STOREHUB_CRASH_SEED") ?? Environment.TickCount;

    public static bool IsSoaking => Soak > Stopwatch.GetElapsedTime(s_began);

    /// <summary>How many of a run's restarts are at random points; each failpoint has one besides.</summary>
    public static int RandomRestarts { get; } = Math.Max(FewestRandom, (Number("STOREHUB_CRASH_RESTARTS") ?? UsualRestarts) - FailPointPlan.Restarts);

    private static TimeSpan Soak { get; } =
        Environment.GetEnvironmentVariable("STOREHUB_CRASH_SOAK") is { Length: > 0 } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : TimeSpan.Zero;

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
