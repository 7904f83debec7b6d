using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace StoreHub.Benchmarks.Smoke;

/// <summary>Runs every benchmark once in this process, to prove that it runs; its figures mean nothing.</summary>
internal static class SmokeRun
{
    public static int Run()
    {
        ManualConfig smoke = ManualConfig.CreateEmpty()
            .AddJob(Job.Dry.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(2), logOutput: false)))
            .AddLogger(NullLogger.Instance)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .WithOptions(ConfigOptions.DisableLogFile);
        Summary[] summaries = BenchmarkRunner.Run(typeof(SmokeRun).Assembly, smoke);
        BenchmarkReport[] reports = [.. summaries.SelectMany(static summary => summary.Reports)];
        foreach (BenchmarkReport report in reports.Where(static report => !RunOutcome.Ran(report))) Console.WriteLine($"FAILED {report.BenchmarkCase.DisplayInfo}");
        Console.WriteLine($"{reports.Count(RunOutcome.Ran)} benchmarks ran, {reports.Count(static report => !RunOutcome.Ran(report))} failed");
        return reports.Length > 0 ? RunOutcome.ExitCode(summaries) : 1;
    }
}
