using System.CommandLine;

namespace StoreHub.Server.Hosting;

/// <summary>The command line of the server program.</summary>
internal static class ServerCommand
{
    public const string DefaultUrls = "http://localhost:5080";

    public static RootCommand Create()
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
        var command = new RootCommand("StoreHub: a hub that orders, keeps and relays shared state.") { urls, data, settings };
        command.SetAction((parsed, cancellationToken) => ServerHost.RunAsync(parsed.GetValue(urls), parsed.GetValue(data), parsed.GetValue(settings) ?? [], cancellationToken));
        return command;
    }
}
