using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

/// <summary>What recovery found in a store's folder.</summary>
/// <param name="Sequencer">What the log knows at the end.</param>
/// <param name="TrimmedThrough">The revision before the first record.</param>
/// <param name="Records">The records that are still there.</param>
/// <param name="Vouched">What is known to be durable.</param>
/// <param name="Unvouched">The records after that: whole, but perhaps only in the system's memory. They are written anew.</param>
/// <param name="Ends">The epochs until now, oldest first.</param>
/// <param name="Segments">The segments, oldest first.</param>
/// <param name="TornBytes">How many bytes at the end of the last segment are the beginning of something that nobody was told of.</param>
internal sealed record RecoveredLog(
    Sequencer Sequencer, long TrimmedThrough, IReadOnlyList<HistoryRecord> Records, LogCheckpoint Vouched, IReadOnlyList<LogEntry> Unvouched,
    IReadOnlyList<EpochEnd> Ends, IReadOnlyList<SegmentFile> Segments, int TornBytes)
{
    /// <summary>Whose each source is.</summary>
    public required IReadOnlyDictionary<SourceId, SourceOwner> Owners { get; init; }
}
