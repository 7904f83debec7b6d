using System.CommandLine;
using StoreHub.LoadTests.Targets;

namespace StoreHub.LoadTests.Commands;

/// <summary><c>serve TARGET</c>: what the other commands start as a process of its own.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Create()
    {
        var target = new Argument<TargetKind>("target") { Description = "What to serve." };
        var command = new Command(Name, "Serves a target on a free port; started by load, join and compare.") { target };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await TargetHost.RunAsync(parsed.GetValue(target), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
