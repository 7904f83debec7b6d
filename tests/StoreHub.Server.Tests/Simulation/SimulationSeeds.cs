using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Sdk;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>Which seeds run: <c>STOREHUB_SIM_SEED</c> runs one only, <c>STOREHUB_SIM_SEEDS</c> sets how many.</summary>
internal static class SimulationSeeds
{
    /// <summary>The one seed that is asked for.</summary>
    public static long? Single { get; } = Number("STOREHUB_SIM_SEED");

    /// <summary>Runs a check for all seeds; fails with the least seed that does.</summary>
    public static void Run(int count, Action<long> check)
    {
        if (Single is { } only)
        {
            check(only);
            return;
        }

        count = (int)(Number("STOREHUB_SIM_SEEDS") ?? count);
        ConcurrentDictionary<long, Exception> failures = Failures(count, check, stopAfter: 20);
        if (failures.IsEmpty) return;
        long least = failures.Keys.Min();
        throw new XunitException(string.Create(CultureInfo.InvariantCulture,
            $"{failures.Count} or more of {count} seeds failed; run one with STOREHUB_SIM_SEED={least}. Seeds: {string.Join(' ', failures.Keys.Order())}\n{failures[least]}"));
    }

    /// <summary>The failure of the least of the seeds that failed, or null if none did.</summary>
    public static Exception? FirstFailure(int count, Action<long> check)
    {
        ConcurrentDictionary<long, Exception> failures = Failures(count, check, stopAfter: 1);
        return failures.IsEmpty ? null : failures[failures.Keys.Min()];
    }

    private static ConcurrentDictionary<long, Exception> Failures(int count, Action<long> check, int stopAfter)
    {
        var failures = new ConcurrentDictionary<long, Exception>();
        Parallel.For(1, count + 1, (seed, loop) =>
        {
            try
            {
                check(seed);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                failures[seed] = failure;
                if (failures.Count >= stopAfter) loop.Stop();
            }
        });
        return failures;
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out long number) ? number : null;
}
