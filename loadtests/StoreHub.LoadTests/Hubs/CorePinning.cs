using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace StoreHub.LoadTests.Hubs;

/// <summary>Gives a process a core of its own, by Linux's <c>taskset</c>: a runtime that is started so sizes its pools for it.</summary>
internal static class CorePinning
{
    /// <summary>The command, so that it runs on one core only; unchanged without one.</summary>
    public static string[] On(int? core, string[] command) =>
        core is { } number ? ["taskset", "-c", number.ToString(CultureInfo.InvariantCulture), .. command] : command;

    /// <summary>Why pinning is not possible here; null if it is.</summary>
    public static string? Obstacle()
    {
        if (Environment.ProcessorCount < 2) return "there is only one core";
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("taskset", "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "taskset does not work here";
        }
        catch (Win32Exception)
        {
            return "taskset is missing (Debian's package util-linux)";
        }
    }

    /// <summary>Runs this program again on one core, with the same console.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAgainAsync(int core, string[] arguments, CancellationToken cancellationToken)
    {
        string[] command = On(core, [DotnetHost.Path, typeof(CorePinning).Assembly.Location, .. arguments]);
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]))!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // a signal from the keyboard reaches it as well; one that was sent to this process alone does not
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return process.ExitCode;
    }
}
