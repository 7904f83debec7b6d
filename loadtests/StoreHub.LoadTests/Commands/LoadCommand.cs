using System.CommandLine;
using StoreHub.LoadTests.Hubs;
using StoreHub.LoadTests.Load;
using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Output.Html;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Commands;

/// <summary><c>load</c>: writers, replicas and connections that count, against a hub.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var common = new LoadOptionSet(clients: 10, writers: 2, sinks: 0, seconds: 10);
        Option<Uri?> url = HubUrl.Option();
        Option<int> stores = Numbers.Whole("--stores", "How many stores the connections are spread over.", 1, 1, 1_000_000);
        Option<int> perConnection = Numbers.Whole("--stores-per-connection", "How many stores each connection opens.", 1, 1, 100);
        Option<double> churn = Numbers.Decimal("--churn", "Connections of clients that are cut per second; they come back by themselves.", 0, 0, 1000);
        Option<string> protocol = WireProtocols.Option();
        var mix = new Option<OperationMix>("--operation-mix")
        {
            Description = $"Kinds of operations and their weights, such as set=80,increment=10,push=10; there are {OperationMix.Names}. Default set.",
            HelpName = "mix",
            DefaultValueFactory = static _ => OperationMix.SetOnly,
            CustomParser = static result =>
            {
                if (OperationMix.TryParse(result.Tokens[0].Value, out OperationMix? parsed, out string? error)) return parsed;
                result.AddError(error);
                return null;
            },
        };
        Option<string> durability = Durabilities.Option("memory", memory: true);
        var cluster = new ClusterOptionSet();
        Option<bool> pin = Pinned.Option();
        Option<FileInfo?> json = ResultFiles.Json(), html = ResultFiles.Html();
        var command = new Command("load", "Puts a hub under load and measures it; ends with 0 only if all replicas converged and nothing acknowledged was lost or applied twice.");
        common.AddTo(command);
        foreach (Option option in new Option[] { stores, perConnection, mix, protocol, churn, durability }) command.Options.Add(option);
        cluster.AddTo(command);
        foreach (Option option in new Option[] { url, pin, json, html }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(url) is not null && result.GetValue(pin)) result.AddError("--pin is for a hub that is started here, not for --url.");
            if (result.GetValue(url) is not null && result.GetResult(durability) is { Implicit: false }) result.AddError("--durability is for a hub that is started here, not for --url.");
        });
        command.Validators.Add(result =>
        {
            if (!cluster.IsGiven(result)) return;
            if (result.GetValue(url) is not null) result.AddError("--hubs and --redis are for hubs that are started here, not for --url.");
            if (result.GetValue(pin)) result.AddError("--pin is for one hub without Redis.");
            if (result.GetResult(durability) is { Implicit: false }) result.AddError("--durability is for a hub without --redis; Redis has --appendfsync.");
        });
        command.SetAction((parsed, cancellationToken) => Pinned.RunAsync(parsed, pin, core => RunGuard.RunAsync(() => RunAsync(
            common.Read(parsed) with
            {
                Json = WireProtocols.IsJson(parsed.GetValue(protocol)),
                Stores = parsed.GetValue(stores),
                StoresPerConnection = parsed.GetValue(perConnection),
                Churn = parsed.GetValue(churn),
                Mix = parsed.GetValue(mix)!,
            },
            parsed.GetValue(url),
            cluster.Read(parsed) with { Durability = Durabilities.Parse(parsed.GetValue(durability)) },
            core,
            parsed.GetValue(json),
            parsed.GetValue(html),
            cancellationToken), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(LoadOptions options, Uri? url, HubSetup setup, int? hubCore, FileInfo? json, FileInfo? html, CancellationToken cancellationToken)
    {
        using ResultFile? file = json is null ? null : ResultFile.Open(json.FullName);
        using HtmlReport? page = html is null ? null : HtmlReport.Open(html.FullName);
        await using HubSet? hubs = url is null ? await HubSet.StartAsync(setup, hubCore, cancellationToken) : null;
        LoadResult result = await LoadDisplay.RunAsync(options, progress => new LoadRun(options, hubs?.Urls ?? [url!], hubs?.Stats, TimeProvider.System, progress).RunAsync(cancellationToken));
        if (hubs is not null) result = result with { Durability = setup.Name, DiskBytes = hubs.DiskBytes };
        file?.Write(result);
        LoadTable.Write(result);
        page?.Write([result]);
        return Outcome.Of(result).Good ? ExitCodes.Success : ExitCodes.Failure;
    }
}
