using System.CommandLine;
using StoreHub.LoadTests.Hubs;

namespace StoreHub.LoadTests.Commands;

/// <summary>The option <c>--pin</c>: the hub has one core and the clients another, so that neither takes time from the other.</summary>
internal static class Pinned
{
    private const int HubCore = 0, ClientCore = 1;

    // set for the run that is pinned already
    private const string Mark = "STOREHUB_LOADTEST_PINNED";

    public static Option<bool> Option() => new("--pin") { Description = "Gives the hub one core of its own and the clients another (Linux, by taskset)." };

    /// <summary>Runs as it is, or again on its core.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="pin">The option.</param>
    /// <param name="run">Runs with the hub on a core; null: wherever.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<int> RunAsync(ParseResult parsed, Option<bool> pin, Func<int?, Task<int>> run, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(pin)) return await run(null);
        if (Environment.GetEnvironmentVariable(Mark) is not null) return await run(HubCore);
        if (CorePinning.Obstacle() is { } obstacle)
        {
            await Console.Error.WriteLineAsync($"--pin is not possible: {obstacle}.");
            return ExitCodes.Usage;
        }

        Environment.SetEnvironmentVariable(Mark, "1");
        return await CorePinning.RunAgainAsync(ClientCore, [.. parsed.Tokens.Select(static token => token.Value)], cancellationToken);
    }
}
