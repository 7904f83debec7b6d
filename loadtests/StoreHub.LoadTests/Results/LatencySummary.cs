namespace StoreHub.LoadTests.Results;

/// <summary>A distribution of latencies in milliseconds; each figure is exact within 1 %.</summary>
internal sealed record LatencySummary
{
    /// <summary>How many were measured.</summary>
    public required long Count { get; init; }

    /// <summary>Half were at or below.</summary>
    public required double P50 { get; init; }

    /// <summary>90 % were at or below.</summary>
    public required double P90 { get; init; }

    /// <summary>99 % were at or below.</summary>
    public required double P99 { get; init; }

    /// <summary>99.9 % were at or below.</summary>
    public required double P999 { get; init; }

    /// <summary>The longest.</summary>
    public required double Max { get; init; }

    /// <summary>The distribution, rising: how many took more than the bucket before and at most this long. For plots; at most some 200.</summary>
    public required IReadOnlyList<LatencyBucket> Buckets { get; init; }
}
