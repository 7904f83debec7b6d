namespace StoreHub.Server.Files;

/// <summary>A segment of a log.</summary>
/// <param name="Number">Its number, which is its name; they rise.</param>
/// <param name="BaseRevision">The revision before its first record.</param>
internal readonly record struct SegmentFile(long Number, long BaseRevision);
