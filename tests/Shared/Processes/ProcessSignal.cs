using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StoreHub.Tests.Processes;

/// <summary>Signals to processes, by their numbers on Linux.</summary>
internal static class ProcessSignal
{
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    public static void Terminate(this Process process) => Send(process, SigTerm);

    /// <summary>Stops it in the middle of what it does, until <see cref="Continue"/>.</summary>
    public static void Stop(this Process process) => Send(process, SigStop);

    public static void Continue(this Process process) => Send(process, SigCont);

    private static void Send(Process process, int signal) => Assert.Equal(0, Kill(process.Id, signal));

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int process, int signal);
}
