using System.Net.WebSockets;
using StoreHub.LoadTests.Load;
using StoreHub.LoadTests.Replays;

namespace StoreHub.LoadTests.Commands;

/// <summary>Turns what ends a run into one line and an exit code.</summary>
internal static class RunGuard
{
    public static async Task<int> RunAsync(Func<Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (Exception unreadable) when (unreadable is IOException and not HttpIOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(unreadable.Message);
            return ExitCodes.Usage;
        }
        catch (Exception failure) when (failure is LoadException or ReplayException or StoreException or WebSocketException or HttpRequestException or HttpIOException)
        {
            await Console.Error.WriteLineAsync($"The run failed: {failure.Message}");
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return ExitCodes.Failure;
        }
    }
}
