using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

/// <summary>Which earlier epochs a log goes on remembering.</summary>
internal static class EpochEnds
{
    // whose clients come back later than that get a snapshot
    private const int Most = 256;

    /// <summary>Leaves out the epochs of which no cursor can go on: those that ended before what is still there, and all before them.</summary>
    public static IReadOnlyList<EpochEnd> Since(IReadOnlyList<EpochEnd> ends, long trimmedThrough)
    {
        int first = 0;
        for (int i = 0; i < ends.Count; i++)
        {
            if (ends[i].Revision < trimmedThrough) first = i + 1;
        }

        return first == 0 ? ends : [.. ends.Skip(first)];
    }

    /// <summary>The latest epochs, and the one in which the snapshot was taken, without which it would look like another log's.</summary>
    public static IReadOnlyList<EpochEnd> Latest(IReadOnlyList<EpochEnd> ends, string? snapshotEpoch) =>
        ends.Count <= Most ? ends : [.. ends.Take(ends.Count - Most).Where(end => end.Epoch == snapshotEpoch), .. ends.Skip(ends.Count - Most)];
}
