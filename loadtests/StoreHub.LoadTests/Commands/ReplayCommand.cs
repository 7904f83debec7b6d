using System.CommandLine;
using StoreHub.Client;
using StoreHub.LoadTests.Hubs;
using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Replays;
using StoreHub.LoadTests.Traces;

namespace StoreHub.LoadTests.Commands;

/// <summary><c>replay FILE</c>: a recorded editing session through a hub.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "The trace: .json or .json.gz, concurrent or sequential." };
        var json = new Option<FileInfo?>("--json") { Description = "Where to write the result as JSON.", HelpName = "file" };
        Option<string> protocol = WireProtocols.Option();
        Option<Uri?> url = HubUrl.Option();
        var clients = new Option<int>("--clients") { Description = "Extra readers, besides the authors (and the three readers of a sequential trace).", HelpName = "count" };
        clients.Validators.Add(static result =>
        {
            // what is no number has its error already
            if (result.Tokens is [var count] && int.TryParse(count.Value, out int clients) && clients is < 0 or > 1000) result.AddError("--clients is from 0 to 1000.");
        });
        var store = new Option<string?>("--store") { Description = "The store's name; it must be empty. The default is a new one.", HelpName = "name" };
        var command = new Command("replay", "Replays a recorded editing session through a hub and checks that everybody ends with the recorded text.")
        {
            file, json, protocol, url, clients, store,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(file),
            parsed.GetValue(json),
            parsed.GetValue(url),
            new ReplayOptions(
                parsed.GetValue(store) ?? $"replay/{Guid.NewGuid():N}",
                WireProtocols.IsJson(parsed.GetValue(protocol)) ? WireProtocol.Json : WireProtocol.MessagePack,
                parsed.GetValue(clients)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo file, FileInfo? json, Uri? url, ReplayOptions options, CancellationToken cancellationToken)
    {
        try
        {
            Trace trace = TraceReader.Read(file.FullName);
            TraceSchedule? schedule = trace.IsConcurrent ? TraceSchedule.Of(trace) : null;
            using ResultFile? output = json is null ? null : ResultFile.Open(json.FullName);
            await using HubProcess? hub = url is null ? await HubProcess.StartAsync(cancellationToken) : null;
            ReplayResult result = await ProgressDisplay.RunAsync(
                $"Replaying {trace.Name}", trace.Transactions.Count, progress => Replay.RunAsync(trace, schedule, url ?? hub!.Url, hub, options, progress, cancellationToken));
            output?.Write(result);
            ResultTable.Write(result);
            return result is { Converged: true, Expected: true } ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (Exception unreadable) when (unreadable is TraceException or IOException or UnauthorizedAccessException or StoreException { Code: StoreErrorCode.InvalidStoreName })
        {
            await Console.Error.WriteLineAsync(unreadable.Message);
            return ExitCodes.Usage;
        }
        catch (Exception failure) when (failure is StoreException or ReplayException or ObjectDisposedException)
        {
            await Console.Error.WriteLineAsync($"The replay failed: {failure.Message}");
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return ExitCodes.Failure;
        }
    }
}
