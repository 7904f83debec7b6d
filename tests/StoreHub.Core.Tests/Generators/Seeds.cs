using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Sdk;

namespace StoreHub.Core.Tests.Generators;

/// <summary>
/// Runs a check for many seeds and reports the failure that came after the fewest steps. <c>STOREHUB_SEED</c> runs one seed only,
/// <c>STOREHUB_SEEDS</c> sets how many run.
/// </summary>
internal static class Seeds
{
    public static void Run(int count, Action<long> check)
    {
        if (Number("STOREHUB_SEED") is { } only)
        {
            check(only);
            return;
        }

        count = (int)(Number("STOREHUB_SEEDS") ?? count);
        var failures = new ConcurrentBag<(long Seed, Exception Failure)>();
        Parallel.For(1, count + 1, (seed, loop) =>
        {
            try
            {
                check(seed);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                failures.Add((seed, failure));
                if (failures.Count >= 50) loop.Stop();
            }
        });
        if (failures.IsEmpty) return;
        (long worst, Exception shortest) = failures.OrderBy(one => (one.Failure as StepFailure)?.Step ?? int.MaxValue).ThenBy(one => one.Seed).First();
        throw new XunitException(string.Create(CultureInfo.InvariantCulture,
            $"{failures.Count} or more of {count} seeds failed; run one with STOREHUB_SEED={worst}. Seeds: {string.Join(' ', failures.Select(one => one.Seed).Order().Take(20))}\n{shortest}"));
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out long number) ? number : null;
}
