using BenchmarkDotNet.Reports;

namespace StoreHub.Benchmarks.Smoke;

/// <summary>Whether benchmarks did run.</summary>
internal static class RunOutcome
{
    public static bool Ran(BenchmarkReport report) => report.Success && report.AllMeasurements.Any(static measurement => measurement.Operations > 0);

    // listing and help give no summary
    public static int ExitCode(IEnumerable<Summary> summaries) =>
        summaries.All(static summary => !summary.HasCriticalValidationErrors && summary.Reports.Length == summary.BenchmarksCases.Length && summary.Reports.All(Ran)) ? 0 : 1;
}
