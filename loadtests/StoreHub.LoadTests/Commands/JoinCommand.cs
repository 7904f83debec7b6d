using System.CommandLine;
using StoreHub.LoadTests.Hubs;
using StoreHub.LoadTests.Joins;
using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Results;
using StoreHub.LoadTests.Targets;

namespace StoreHub.LoadTests.Commands;

/// <summary><c>join</c>: what it costs to join after a long history, and to come back.</summary>
internal static class JoinCommand
{
    public static Command Create()
    {
        Option<int> keys = Numbers.Whole("--keys", "Keys of the store, 100 an object, with whole numbers as values.", 10_000, 1, 1_000_000);
        Option<int> operations = Numbers.Whole("--operations", "Operations of its history.", 1_000_000, 1, 1_000_000_000);
        Option<int> joins = Numbers.Whole("--joins", "How often a client joins.", 20, 1, 100_000);
        Option<int> missed = Numbers.Whole("--missed", "Operations that one who comes back has missed.", 100, 0, 1_000_000);
        Option<int> seed = Numbers.Whole("--seed", "Where the random choices begin.", 1, int.MinValue, int.MaxValue);
        Option<string> protocol = WireProtocols.Option();
        Option<Uri?> url = HubUrl.Option();
        Option<bool> pin = Pinned.Option();
        Option<FileInfo?> json = ResultFiles.Json();
        var command = new Command("join", "Measures what it costs to join a store late, after a long history, and to come back to it.") { keys, operations, joins, missed, seed, protocol, url, pin, json };
        command.SetAction((parsed, cancellationToken) => Pinned.RunAsync(parsed, pin, core => RunGuard.RunAsync(() => RunAsync(
            new JoinOptions
            {
                Json = WireProtocols.IsJson(parsed.GetValue(protocol)),
                Keys = parsed.GetValue(keys),
                Operations = parsed.GetValue(operations),
                Joins = parsed.GetValue(joins),
                Missed = parsed.GetValue(missed),
                Seed = parsed.GetValue(seed),
                Arguments = string.Join(' ', parsed.Tokens.Select(static token => token.Value)),
            },
            parsed.GetValue(url),
            core,
            parsed.GetValue(json),
            cancellationToken), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(JoinOptions options, Uri? url, int? hubCore, FileInfo? json, CancellationToken cancellationToken)
    {
        using ResultFile? file = json is null ? null : ResultFile.Open(json.FullName);
        await using HubProcess? hub = url is null ? await HubProcess.StartAsync(TargetKind.StoreHub, hubCore, HubStorage.Memory, cancellationToken) : null;
        using HubStats? stats = hub is null ? null : new HubStats([hub.StatsUrl]);
        JoinResult result = await ProgressDisplay.RunAsync("Writing history", options.Operations, progress => new JoinRun(options, url ?? hub!.Url, stats, progress).RunAsync(cancellationToken));
        file?.Write(result);
        JoinTable.Write(result);
        return result.Converged ? ExitCodes.Success : ExitCodes.Failure;
    }
}
