using System.CommandLine;
using StoreHub.LoadTests.Hubs;
using StoreHub.LoadTests.Load;
using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Output.Html;
using StoreHub.LoadTests.Replays;
using StoreHub.LoadTests.Results;
using StoreHub.LoadTests.Targets;
using StoreHub.Server.Files;

namespace StoreHub.LoadTests.Commands;

/// <summary><c>compare</c>: StoreHub and baselines, in turn and several times, under the same load.</summary>
internal static class CompareCommand
{
    private static readonly Dictionary<string, (TargetKind Kind, bool Json)> Usual = new()
    {
        ["storehub"] = (TargetKind.StoreHub, false),
        ["storehub-json"] = (TargetKind.StoreHub, true),
        ["signalr"] = (TargetKind.SignalR, false),
        ["signalr-json"] = (TargetKind.SignalR, true),
        ["websocket"] = (TargetKind.WebSocket, false),
    };

    private static readonly Dictionary<string, HubSetup> Variants = new()
    {
        ["file"] = new HubSetup { Durability = Durability.Sync },
        ["redis"] = new HubSetup { Redis = HubSetup.OwnRedis },
        ["redis-everysec"] = new HubSetup { Redis = HubSetup.OwnRedis, AppendFsync = "everysec" },
        ["2-redis"] = new HubSetup { Redis = HubSetup.OwnRedis, Hubs = 2 },
        ["2-redis-everysec"] = new HubSetup { Redis = HubSetup.OwnRedis, AppendFsync = "everysec", Hubs = 2 },
    };

    private static readonly string[] VariantTargets = [.. Variants.Keys.Select(static variant => "storehub-" + variant)];

    public static Command Create()
    {
        // what it is compared with keeps nothing; so the hub keeps its state in memory as well, unless a target's name says otherwise
        var common = new LoadOptionSet(clients: 8, writers: 8, sinks: 192, seconds: 5);
        Option<int> rounds = Numbers.Whole("--rounds", "How often each target runs.", 3, 1, 100);
        var targets = new Option<string[]>("--targets")
        {
            Description = $"What to compare: {string.Join(", ", Usual.Keys)}; default all these. Besides, with state on the disk or in a Redis that is started, and with two hubs: {string.Join(", ", VariantTargets)}. signalr sends each operation to all others of a group; websocket is a broadcast by hand that keeps and orders nothing.",
            HelpName = "names",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = static _ => [.. Usual.Keys],
            CustomParser = static result =>
            {
                string[] names = [.. result.Tokens.SelectMany(static token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
                foreach (string name in names.Where(static name => !Usual.ContainsKey(name) && !VariantTargets.Contains(name))) result.AddError($"'{name}' is no target; there are {string.Join(", ", Usual.Keys.Concat(VariantTargets))}.");
                return names;
            },
        };
        Option<bool> pin = Pinned.Option();
        Option<FileInfo?> json = ResultFiles.Json(), html = ResultFiles.Html();
        var command = new Command("compare", "Runs StoreHub and baselines in turn under the same load, and prints ratios with their spread.") { rounds, targets };
        common.AddTo(command);
        foreach (Option option in new Option[] { pin, json, html }) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => Pinned.RunAsync(parsed, pin, core => RunGuard.RunAsync(
            async () => await RunAsync(common.Read(parsed), parsed.GetValue(targets)!, parsed.GetValue(rounds), core, parsed.GetValue(json), parsed.GetValue(html), cancellationToken),
            cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        LoadOptions common, string[] targets, int rounds, int? hubCore, FileInfo? json, FileInfo? html, CancellationToken cancellationToken)
    {
        using ResultFile? file = json is null ? null : ResultFile.Open(json.FullName);
        using HtmlReport? page = html is null ? null : HtmlReport.Open(html.FullName);
        var runs = new List<LoadResult>();
        for (int round = 0; round < rounds; round++)
        {
            foreach (string name in targets)
            {
                (LoadOptions options, HubSetup setup) = Find(name, common);
                Console.WriteLine($"Round {round + 1} of {rounds}: {name}");
                await using HubSet hubs = await HubSet.StartAsync(setup, hubCore, cancellationToken);
                LoadResult run = await LoadDisplay.RunAsync(options, progress => new LoadRun(options, hubs.Urls, hubs.Stats, TimeProvider.System, progress).RunAsync(cancellationToken));
                runs.Add(run with { Durability = options.Variant.Length > 0 ? setup.Name : null, DiskBytes = hubs.DiskBytes });
            }
        }

        var result = new CompareResult { Arguments = common.Arguments, Runs = runs };
        file?.Write(result);
        CompareTable.Write(result);
        page?.Write(runs);
        return runs.TrueForAll(static run => Outcome.Of(run).Good) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static (LoadOptions Options, HubSetup Setup) Find(string name, LoadOptions common)
    {
        if (Usual.TryGetValue(name, out (TargetKind Kind, bool Json) usual)) return (common with { Target = usual.Kind, Json = usual.Json }, new HubSetup { Kind = usual.Kind });
        string variant = name["storehub-".Length..];
        return (common with { Variant = variant }, Variants[variant]);
    }
}
