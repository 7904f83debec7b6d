using System.Diagnostics;
using System.Globalization;

namespace StoreHub.Crash.Tests;

/// <summary>Counts restarts over all rounds, and says how far it is about once a minute. Safe for any thread.</summary>
internal static class Progress
{
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);
    private static readonly long s_began = Stopwatch.GetTimestamp();
    private static readonly Lock s_gate = new();
    private static TimeSpan s_due = s_every;
    private static int s_restarts;
    private static int s_rounds;
    private static long s_operations;

    public static void Restarted()
    {
        lock (s_gate)
        {
            s_restarts++;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(s_began);
            if (elapsed < s_due) return;
            s_due = elapsed + s_every;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed:hh\\:mm\\:ss}: {s_restarts} restarts, {s_rounds} whole rounds with {s_operations} operations, seed {CrashSettings.Seed}"));
        }
    }

    public static void Ended(long operations)
    {
        lock (s_gate)
        {
            s_rounds++;
            s_operations += operations;
        }
    }
}
