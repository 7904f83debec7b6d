namespace StoreHub.LoadTests.Results;

/// <summary>What one run under load came to; written as JSON under these names in camel case. What could not be measured is null.</summary>
internal sealed record LoadResult
{
    /// <summary>What ran: <c>storehub</c>, or a baseline's name.</summary>
    public required string Target { get; init; }

    /// <summary>The wire protocol: <c>messagepack</c>, <c>json</c>, or <c>raw</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The command line's arguments.</summary>
    public required string Arguments { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The machine: processor, cores, runtime.</summary>
    public required string Machine { get; init; }

    /// <summary>The seed that the workload came from.</summary>
    public required int Seed { get; init; }

    /// <summary>Replicas, writers among them.</summary>
    public required int Clients { get; init; }

    /// <summary>How many of the clients write.</summary>
    public required int Writers { get; init; }

    /// <summary>Connections that only count what they receive.</summary>
    public required int Sinks { get; init; }

    /// <summary>How many stores the connections are spread over.</summary>
    public required int Stores { get; init; }

    /// <summary>How many hubs the connections were spread over.</summary>
    public int Hubs { get; init; } = 1;

    /// <summary>How long was measured, warm-up excluded.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether all replicas and the hub have one hash at one revision of one epoch; null for a baseline, which keeps no state.</summary>
    public required bool? Converged { get; init; }

    /// <summary>Acknowledged operations that are not in history, or not in the state.</summary>
    public required long Lost { get; init; }

    /// <summary>Operations that are in history, or took effect, more than once.</summary>
    public required long Duplicated { get; init; }

    /// <summary>Operations written while it was measured.</summary>
    public required long Operations { get; init; }

    /// <summary>Operations written per second.</summary>
    public required double OperationsPerSecond { get; init; }

    /// <summary>Operations acknowledged per second; null in results of before it was measured.</summary>
    public double? AcknowledgedPerSecond { get; init; }

    /// <summary>What an acknowledgement of a hub that was started for the run meant: <c>memory</c>, <c>sync</c>, <c>interval</c> or <c>none</c>, or <c>redis</c> with its <c>appendfsync</c> if that was started too; null: not known.</summary>
    public string? Durability { get; init; }

    /// <summary>Bytes of the data folder at the end; null if there was none.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>Operations that arrived at a connection other than their author's, per second.</summary>
    public required double DeliveriesPerSecond { get; init; }

    /// <summary>From the write to its effect at another client.</summary>
    public required LatencySummary? LatencyMs { get; init; }

    /// <summary>From the write to its acknowledgement at the author.</summary>
    public required LatencySummary? AckLatencyMs { get; init; }

    /// <summary>Processor time of the hub per delivery, in microseconds; of all hubs together, if there are several.</summary>
    public required double? HubCpuMicrosPerDelivery { get; init; }

    /// <summary>Processor time of the hub per second of the run: 1 is one core; of all hubs together.</summary>
    public required double? HubCores { get; init; }

    /// <summary>Processor time of a Redis that was started for the run, per second of it.</summary>
    public double? RedisCores { get; init; }

    /// <summary>Processor time of the clients' process per second of the run.</summary>
    public required double ClientCores { get; init; }

    /// <summary>Memory that the hub holds per connection that is joined and idle, in bytes, after a full collection.</summary>
    public required double? HubBytesPerIdleConnection { get; init; }

    /// <summary>Bytes of WebSocket payload that sinks received per delivery.</summary>
    public required double? WireBytesPerDelivery { get; init; }

    /// <summary>Operations per frame that sinks received.</summary>
    public required double? OperationsPerFrame { get; init; }

    /// <summary>The state's hash at the end; of the first store, if there are several.</summary>
    public required string? StateHash { get; init; }

    /// <summary>What went wrong, one line each.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>How it went over time.</summary>
    public required IReadOnlyList<TimeSample> Samples { get; init; }
}
