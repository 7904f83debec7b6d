using System.CommandLine;
using StoreHub.Server.Files;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Commands;

/// <summary>What commands on a data folder have in common.</summary>
internal static class DataCommand
{
    public static Option<string> Data(string description) => new("--data") { Description = description, HelpName = "folder", Required = true };

    public static Option<string?> Store(string description, bool required = false)
    {
        var option = new Option<string?>("--store") { Description = description, HelpName = "name", Required = required };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && !StoreName.TryParse(name, out _)) result.AddError($"'{name}' is no name of a store: [A-Za-z0-9._~/-]{{1,128}}.");
        });
        return option;
    }

    public static StoreName? NameOf(string? text) => text is null ? null : StoreName.Parse(text);

    /// <summary>Runs a command; what ends it is one line and an exit code.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> run)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception damaged) when (damaged is DamagedFileException or ImportException)
        {
            await error.WriteLineAsync(damaged.Message).ConfigureAwait(false);
            return CommandExit.Damaged;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return CommandExit.Unavailable;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped.").ConfigureAwait(false);
            return CommandExit.Unavailable;
        }
    }
}
