using System.CommandLine;
using StoreHub.Server.Commands;

namespace StoreHub.Server.Hosting;

/// <summary>The command line of the server program.</summary>
internal static class ServerCommand
{
    public const string DefaultUrls = "http://localhost:5080";

    /// <param name="services">Registers services of the caller's own before the hub's, which give way to them; null for none.</param>
    public static RootCommand Create(Action<IServiceCollection>? services = null)
    {
        var urls = new Option<string?>("--urls")
        {
            Description = $"Where to listen, separated by semicolons; port 0 takes a free one. [default: {DefaultUrls}]",
            HelpName = "url",
        };
        var data = new Option<string?>("--data")
        {
            Description = $"The folder that keeps logs and snapshots, made if it is not there; '{StoreHubOptions.Memory}' keeps nothing. [default: ./data]",
            HelpName = "folder",
        };
        var redis = new Option<string?>("--redis")
        {
            Description = "The Redis that several hubs share, such as localhost:6379; then nothing is kept in the data folder. [default: none]",
            HelpName = "connection",
        };
        var settings = new Option<string[]>("--set")
        {
            Description = "A setting such as StoreHub:MaxTailOperations=5000; may be repeated. Also from appsettings.json, and from the environment as StoreHub__MaxTailOperations.",
            HelpName = "name=value",
            AllowMultipleArgumentsPerToken = false,
        };
        settings.Validators.Add(result =>
        {
            foreach (string setting in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (setting.IndexOf('=', StringComparison.Ordinal) <= 0) result.AddError($"'{setting}' is no setting: write name=value.");
            }
        });
        var command = new RootCommand("StoreHub: a hub that orders, keeps and relays shared state.") { urls, data, redis, settings };
        foreach (Command subcommand in new[] { VerifyCommand.Create(), ExportCommand.Create(), ImportCommand.Create() }) command.Subcommands.Add(subcommand);
        command.SetAction((parsed, cancellationToken) => ServerHost.RunAsync(parsed.GetValue(urls), parsed.GetValue(data), parsed.GetValue(redis), parsed.GetValue(settings) ?? [], services, cancellationToken));
        return command;
    }
}
