using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace StoreHub.Crash.Host.Failures;

/// <summary>Ends the process at the n-th time that a failpoint is passed. Safe for any thread.</summary>
internal sealed class Trap(FailPoint? point, int hit)
{
    /// <summary>The failpoint's name; none of them without.</summary>
    public const string PointVariable = "STOREHUB_FAILPOINT";

    /// <summary>At which of its passes.</summary>
    public const string HitVariable = "STOREHUB_FAILPOINT_HIT";

    private const int SigKill = 9;

    private int _passes;

    public static Trap FromEnvironment() => Environment.GetEnvironmentVariable(PointVariable) is { Length: > 0 } name
        ? new Trap(FailPoint.Parse(name), int.Parse(Environment.GetEnvironmentVariable(HitVariable) ?? "1", CultureInfo.InvariantCulture))
        : new Trap(null, 0);

    /// <summary>What the process says before it ends at a failpoint.</summary>
    public static string Words(FailPoint point, int hit) => $"ends at {point.Name}, pass {hit.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Passes a point; does not come back if it is the one.</summary>
    public void Pass(FailMoment moment, DiskCall call, DiskTarget target)
    {
        if (IsDue(moment, call, target)) End();
    }

    /// <summary>Passes a point.</summary>
    /// <returns>Whether it is the one, for the n-th time; what is untrue stays so.</returns>
    public bool IsDue(FailMoment moment, DiskCall call, DiskTarget target)
    {
        if (point is null || point.Moment != moment || point.Call != call || point.Target != target) return false;
        int passes = Interlocked.Increment(ref _passes);
        return moment == FailMoment.Untrue ? passes >= hit : passes == hit;
    }

    /// <summary>How much of a write is torn off: the same at each run with the same pass.</summary>
    public int PartOf(int length) => new Random(hit).Next(length);

    public void End()
    {
        Console.Error.WriteLine(Words(point!, hit));
        _ = Kill(Environment.ProcessId, SigKill);
        throw new UnreachableException();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int process, int signal);
}
