namespace StoreHub.LoadTests.Targets;

/// <summary>What a hub's process says of itself.</summary>
/// <param name="CpuMicros">Processor time so far, in microseconds.</param>
/// <param name="HeapBytes">The managed heap; after a full collection, if one was asked for.</param>
/// <param name="WorkingSetBytes">The memory that the process has resident.</param>
internal sealed record ProcessStats(double CpuMicros, long HeapBytes, long WorkingSetBytes)
{
    public static ProcessStats Read(bool collect)
    {
        if (collect)
        {
            for (int i = 0; i < 2; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
        }

        return new ProcessStats(Environment.CpuUsage.TotalTime.TotalMicroseconds, GC.GetTotalMemory(false), Environment.WorkingSet);
    }
}
