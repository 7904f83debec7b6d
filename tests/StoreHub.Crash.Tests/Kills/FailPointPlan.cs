using StoreHub.Crash.Host.Failures;

namespace StoreHub.Crash.Tests.Kills;

/// <summary>Every failpoint once, in random order and at a random pass.</summary>
internal static class FailPointPlan
{
    // passes of what a life has few of
    private const int MostRare = 3;
    private const int MostFrequent = 60;

    /// <summary>How many restarts it takes; one is before the first, when the stores are made.</summary>
    public static int Restarts => FailPoint.All.Count + 1;

    public static IEnumerable<IKill> Make(Random random)
    {
        yield return new WorkedKill(1 + random.Next(20));
        FailPoint[] points = [.. FailPoint.All.Where(static point => point.Target != DiskTarget.Leftover)];
        random.Shuffle(points);
        var leftovers = new Queue<FailPoint>(FailPoint.All.Where(static point => point.Target == DiskTarget.Leftover));
        foreach (FailPoint point in points)
        {
            yield return new FailPointKill(point, PassOf(point, random));
            // only who follows one that had begun something has something to remove
            if (LeavesSomething(point) && leftovers.TryDequeue(out FailPoint? leftover)) yield return new FailPointKill(leftover, 1);
        }
    }

    private static bool LeavesSomething(FailPoint point) => point is { Moment: FailMoment.Before, Call: DiskCall.Rename } or { Moment: FailMoment.Before, Call: DiskCall.Sync, Target: not DiskTarget.Segment };

    private static int PassOf(FailPoint point, Random random) => 1 + random.Next(point is { Target: DiskTarget.Segment, Call: DiskCall.Append or DiskCall.Sync } ? MostFrequent : MostRare);
}
