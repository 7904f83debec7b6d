using System.Text.RegularExpressions;

namespace StoreHub.Crash.Host.Failures;

/// <summary>A named point at which the process ends, as by <c>kill -9</c>.</summary>
internal sealed partial record FailPoint(FailMoment Moment, DiskCall Call, DiskTarget Target)
{
    private static readonly FailMoment[] Around = [FailMoment.Before, FailMoment.After];
    private static readonly FailMoment[] AroundAndWithin = [FailMoment.Before, FailMoment.Torn, FailMoment.After];

    /// <summary>All that a hub on an honest disk passes.</summary>
    public static IReadOnlyList<FailPoint> All { get; } =
    [
        .. Points(DiskCall.Create, Around, DiskTarget.NewSegment, DiskTarget.Snapshot),
        .. Points(DiskCall.Append, AroundAndWithin, DiskTarget.Segment, DiskTarget.NewSegment, DiskTarget.Snapshot),
        .. Points(DiskCall.Sync, Around, DiskTarget.Segment, DiskTarget.NewSegment, DiskTarget.Snapshot),
        .. Points(DiskCall.Rename, Around, DiskTarget.NewSegment, DiskTarget.Snapshot),
        .. Points(DiskCall.SyncFolder, Around, DiskTarget.Segment, DiskTarget.NewSegment, DiskTarget.Snapshot),
        .. Points(DiskCall.Delete, Around, DiskTarget.Segment, DiskTarget.Leftover),
    ];

    /// <summary>A segment that forgets what is appended to it.</summary>
    public static FailPoint UntrueAppend { get; } = new(FailMoment.Untrue, DiskCall.Append, DiskTarget.Segment);

    /// <summary>Such as <c>before-sync-folder-new-segment</c>.</summary>
    public string Name => $"{Dashed(Moment)}-{Dashed(Call)}-{Dashed(Target)}";

    public static FailPoint Parse(string name) =>
        All.Append(UntrueAppend).FirstOrDefault(point => point.Name == name) ?? throw new FormatException($"'{name}' is no failpoint.");

    private static IEnumerable<FailPoint> Points(DiskCall call, FailMoment[] moments, params DiskTarget[] targets) =>
        targets.SelectMany(target => moments.Select(moment => new FailPoint(moment, call, target)));

    private static string Dashed<T>(T value)
        where T : struct, Enum => Capital().Replace(value.ToString(), "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();
}
