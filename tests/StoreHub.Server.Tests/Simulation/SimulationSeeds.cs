using System.Collections.Concurrent;
using System.Globalization;
using StoreHub.Core.Tests.Generators;
using Xunit.Sdk;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>
/// Which seeds run: <c>STOREHUB_SIM_SEED</c> runs one only, <c>STOREHUB_SIM_CASE</c> one case as a failure names it, <c>STOREHUB_SIM_SEEDS</c> sets how
/// many, and <c>STOREHUB_SIM_OPTIONS</c> what happens in all of them, in the words of a case.
/// </summary>
internal static class SimulationSeeds
{
    private static string? Case { get; } = Environment.GetEnvironmentVariable("STOREHUB_SIM_CASE");

    private static long? Single { get; } = Number("STOREHUB_SIM_SEED");

    /// <summary>Whether one run is looked at by itself.</summary>
    public static bool IsSingle => Single is not null || Case is not null;

    /// <summary>Runs all seeds; fails with the least seed that does, shrunk.</summary>
    public static void Run(int count, Func<long, SimulationCase> caseOf)
    {
        if (IsSingle)
        {
            (Case is not null ? SimulationCase.Parse(Case) : caseOf(Single!.Value)).Check();
            return;
        }

        count = (int)(Number("STOREHUB_SIM_SEEDS") ?? count);
        if (Environment.GetEnvironmentVariable("STOREHUB_SIM_OPTIONS") is { } options) caseOf = seed => SimulationCase.Parse($"{seed} {options}");
        ConcurrentDictionary<long, Exception> failures = Failures(count, caseOf, stopAfter: 20);
        if (failures.IsEmpty) return;
        long least = failures.Keys.Min();
        SimulationCase failing = caseOf(least);
        if (failures[least] is StepFailure failure) failing = Shrinking.Shrink(failing, failure);
        throw new XunitException(string.Create(CultureInfo.InvariantCulture,
            $"""
            {failures.Count} or more of {count} seeds failed: {string.Join(' ', failures.Keys.Order())}
            The first is {failures[least]}
            Repeat it, with what happened: STOREHUB_SIM_SEED={least}, or shrunk STOREHUB_SIM_CASE='{failing}'
            """));
    }

    /// <summary>The least of the seeds that failed, and how, or null if none did.</summary>
    public static (SimulationCase Failing, Exception Failure)? FirstFailure(int count, Func<long, SimulationCase> caseOf)
    {
        ConcurrentDictionary<long, Exception> failures = Failures(count, caseOf, stopAfter: 1);
        return failures.IsEmpty ? null : (caseOf(failures.Keys.Min()), failures[failures.Keys.Min()]);
    }

    private static ConcurrentDictionary<long, Exception> Failures(int count, Func<long, SimulationCase> caseOf, int stopAfter)
    {
        var failures = new ConcurrentDictionary<long, Exception>();
        Parallel.For(1, count + 1, (seed, loop) =>
        {
            try
            {
                caseOf(seed).Check();
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
