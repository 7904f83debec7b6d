using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;

namespace StoreHub.LoadTests.Commands;

/// <summary>The command line of the load tests.</summary>
internal static class LoadTestCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("StoreHub load tests: real clients against a real hub, over real sockets.")
        {
            LoadCommand.Create(), JoinCommand.Create(), RecoverCommand.Create(), ReplayCommand.Create(), CompareCommand.Create(), ReportCommand.Create(), ServeCommand.Create(),
        };
        ParseResult parsed = command.Parse(args);
        using var stopping = new CancellationTokenSource();
        // the library would give up on this process after two seconds, and leave the hub that was started running
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stopping.Token);
        // System.CommandLine ends with 1 here, which is this program's code for a test that failed
        return parsed.Action is ParseErrorAction ? ExitCodes.Usage : code;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }
}
