namespace StoreHub.LoadTests.Results;

/// <summary>One moment of a run: what happened since the sample before.</summary>
internal sealed record TimeSample
{
    /// <summary>Seconds since measuring began; negative during the warm-up.</summary>
    public required double Second { get; init; }

    /// <summary>Operations written per second.</summary>
    public required double OperationsPerSecond { get; init; }

    /// <summary>Deliveries per second.</summary>
    public required double DeliveriesPerSecond { get; init; }

    /// <summary>The median latency, in milliseconds; null if nothing arrived.</summary>
    public required double? LatencyP50 { get; init; }

    /// <summary>The 99th percentile, in milliseconds.</summary>
    public required double? LatencyP99 { get; init; }

    /// <summary>Operations that were written and not acknowledged.</summary>
    public required long Pending { get; init; }

    /// <summary>Processor time of the hub per second: 1 is one core.</summary>
    public required double? HubCores { get; init; }

    /// <summary>Memory of the hub, in MiB.</summary>
    public required double? HubMebibytes { get; init; }
}
