using System.Diagnostics;

namespace StoreHub.Benchmarks.Peers;

/// <summary>Time and memory of one piece of work.</summary>
internal static class Measure
{
    public static double Milliseconds(Action work)
    {
        Collect();
        long began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public static long HeldBytes()
    {
        Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
