using System.CommandLine;
using System.Globalization;
using StoreHub.LoadTests.Hubs;
using StoreHub.LoadTests.Targets;
using StoreHub.Server.Files;

namespace StoreHub.LoadTests.Commands;

/// <summary><c>serve TARGET</c>: what the other commands start as a process of its own.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    /// <summary>What it is told of where state is kept.</summary>
    public static string[] Arguments(HubStorage storage) =>
    [
        "--data", storage.Folder,
        .. storage.Durability is { } durability ? ["--durability", durability.ToString()] : Array.Empty<string>(),
        .. storage.UnloadAfter is { } unload ? ["--unload-after", unload.ToString("c", CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        .. storage.Redis is { } redis ? ["--redis", redis, "--redis-prefix", RedisPrefix.Text] : Array.Empty<string>(),
    ];

    public static Command Create()
    {
        var data = new Option<string>("--data") { DefaultValueFactory = static _ => HubStorage.Memory.Folder };
        var durability = new Option<Durability?>("--durability");
        var unloadAfter = new Option<TimeSpan?>("--unload-after");
        var redis = new Option<string?>("--redis");
        var prefix = new Option<string?>("--redis-prefix");
        var target = new Argument<TargetKind>("target") { Description = "What to serve." };
        var command = new Command(Name, "Serves a target on a free port; started by load, join and compare.") { target, data, durability, unloadAfter, redis, prefix };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var storage = new HubStorage(parsed.GetValue(durability), parsed.GetRequiredValue(data), parsed.GetValue(unloadAfter), parsed.GetValue(redis));
            await TargetHost.RunAsync(parsed.GetValue(target), storage, parsed.GetValue(prefix), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
