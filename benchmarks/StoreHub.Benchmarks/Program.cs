using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// "smoke" runs every benchmark once in this process, to prove that it runs; its figures mean nothing
if (args is ["smoke"])
{
    ManualConfig smoke = ManualConfig.CreateEmpty()
        .AddJob(Job.Dry.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(2), logOutput: false)))
        .AddLogger(NullLogger.Instance)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .WithOptions(ConfigOptions.DisableLogFile);
    Summary[] summaries = BenchmarkRunner.Run(Assembly.GetExecutingAssembly(), smoke);
    BenchmarkReport[] reports = [.. summaries.SelectMany(static summary => summary.Reports)];
    foreach (BenchmarkReport report in reports.Where(static report => !Ran(report))) Console.WriteLine($"FAILED {report.BenchmarkCase.DisplayInfo}");
    Console.WriteLine($"{reports.Count(Ran)} benchmarks ran, {reports.Count(static report => !Ran(report))} failed");
    return reports.Length > 0 ? ExitCode(summaries) : 1;
}

return ExitCode(BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args));

static bool Ran(BenchmarkReport report) => report.Success && report.AllMeasurements.Any(static measurement => measurement.Operations > 0);

// listing and help give no summary
static int ExitCode(IEnumerable<Summary> summaries) =>
    summaries.All(static summary => !summary.HasCriticalValidationErrors && summary.Reports.Length == summary.BenchmarksCases.Length && summary.Reports.All(Ran)) ? 0 : 1;
