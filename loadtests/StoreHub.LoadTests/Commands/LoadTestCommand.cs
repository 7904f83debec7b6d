using System.CommandLine;
using System.CommandLine.Invocation;

namespace StoreHub.LoadTests.Commands;

/// <summary>The command line of the load tests.</summary>
internal static class LoadTestCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("StoreHub load tests: real clients against a real hub, over real sockets.") { ReplayCommand.Create() };
        ParseResult parsed = command.Parse(args);
        int code = await parsed.InvokeAsync();
        // System.CommandLine ends with 1 here, which is this program's code for a test that failed
        return parsed.Action is ParseErrorAction ? ExitCodes.Usage : code;
    }
}
