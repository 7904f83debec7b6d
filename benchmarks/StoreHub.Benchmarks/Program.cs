using BenchmarkDotNet.Running;
using StoreHub.Benchmarks.Peers;
using StoreHub.Benchmarks.Smoke;

return args switch
{
    ["smoke"] => SmokeRun.Run(),
    ["peers", .. var rest] => await PeersCommand.RunAsync(rest),
    _ => RunOutcome.ExitCode(BenchmarkSwitcher.FromAssembly(typeof(SmokeRun).Assembly).Run(args)),
};
