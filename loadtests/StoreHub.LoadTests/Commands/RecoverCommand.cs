using System.CommandLine;
using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Recoveries;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Commands;

/// <summary><c>recover</c>: what a long history costs on the disk, and how soon a hub that was killed is back.</summary>
internal static class RecoverCommand
{
    public static Command Create()
    {
        Option<int> keys = Numbers.Whole("--keys", "Keys of the store, 100 an object, with whole numbers as values.", 10_000, 1, 1_000_000);
        Option<int> operations = Numbers.Whole("--operations", "Operations of its history.", 1_000_000, 1, 1_000_000_000);
        Option<int> starts = Numbers.Whole("--starts", "How often a hub is started on it; the last one is weighed and not timed.", 6, 2, 1000);
        Option<int> seed = Numbers.Whole("--seed", "Where the random choices begin.", 1, int.MinValue, int.MaxValue);
        Option<string> durability = Durabilities.Option("sync", memory: false);
        Option<bool> pin = Pinned.Option();
        Option<FileInfo?> json = ResultFiles.Json();
        var command = new Command("recover", "Writes a long history to a hub on a disk, kills it, and measures what it costs to start on what is there, and to hold it.") { keys, operations, starts, seed, durability, pin, json };
        command.SetAction((parsed, cancellationToken) => Pinned.RunAsync(parsed, pin, core => RunGuard.RunAsync(() => RunAsync(
            new RecoverOptions
            {
                Durability = Durabilities.Parse(parsed.GetValue(durability))!.Value,
                Keys = parsed.GetValue(keys),
                Operations = parsed.GetValue(operations),
                Starts = parsed.GetValue(starts),
                Seed = parsed.GetValue(seed),
                Arguments = string.Join(' ', parsed.Tokens.Select(static token => token.Value)),
            },
            core,
            parsed.GetValue(json),
            cancellationToken), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(RecoverOptions options, int? hubCore, FileInfo? json, CancellationToken cancellationToken)
    {
        using ResultFile? file = json is null ? null : ResultFile.Open(json.FullName);
        RecoverResult result = await ProgressDisplay.RunAsync("Writing history", options.Operations, progress => new RecoverRun(options, hubCore, progress).RunAsync(cancellationToken));
        file?.Write(result);
        RecoverTable.Write(result);
        return result.Converged ? ExitCodes.Success : ExitCodes.Failure;
    }
}
