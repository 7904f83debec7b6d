namespace StoreHub.LoadTests.Results;

/// <summary>How many latencies lay between the bucket before and this one's end.</summary>
/// <param name="UpToMs">The end, in milliseconds.</param>
/// <param name="Count">How many.</param>
internal sealed record LatencyBucket(double UpToMs, long Count);
