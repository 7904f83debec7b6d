using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Tests.Results;

/// <summary>Results such as a run would have.</summary>
internal static class SampleResults
{
    public static LoadResult Full(string target = "storehub", string protocol = "messagepack", double hubCpu = 0.234) => new()
    {
        Target = target,
        Protocol = protocol,
        Arguments = "load --clients 100",
        Started = new DateTimeOffset(2025, 6, 12, 9, 30, 5, TimeSpan.FromHours(2)),
        Machine = "a processor, 2 cores, .NET 10",
        Seed = 4242,
        Clients = 101,
        Writers = 22,
        Sinks = 1003,
        Stores = 4,
        Hubs = 3,
        Seconds = 61,
        Converged = true,
        Lost = 0,
        Duplicated = 0,
        Operations = 118_734,
        OperationsPerSecond = 1_979.4,
        AcknowledgedPerSecond = 1_968.2,
        Durability = "sync",
        DiskBytes = 7_654_321,
        DeliveriesPerSecond = 1_234_567,
        LatencyMs = new LatencySummary { Count = 1000, P50 = 4.12, P90 = 9.87, P99 = 20.61, P999 = 36.44, Max = 1064.1, Buckets = [new(1, 0), new(4.12, 500), new(9.87, 400), new(36.44, 99), new(1064.1, 1)] },
        AckLatencyMs = new LatencySummary { Count = 10, P50 = 0.432, P90 = 3.3, P99 = 7.75, P999 = 7.75, Max = 17.2, Buckets = [new(0.432, 5), new(17.2, 5)] },
        HubCpuMicrosPerDelivery = hubCpu,
        HubCores = 0.567,
        RedisCores = 0.123,
        ClientCores = 0.931,
        HubBytesPerIdleConnection = 23_456,
        WireBytesPerDelivery = 31.4,
        OperationsPerFrame = 7.31,
        StateHash = "6d1657aa352c76ff5436e1750966f66aa5129c0d4ed96e948284776216480dc7",
        Problems = [],
        Samples = [.. Enumerable.Range(-3, 64).Select(Sample)],
    };

    /// <summary>With nothing but what must be there.</summary>
    public static LoadResult Empty() => Full() with
    {
        Converged = null,
        Seconds = 0,
        Operations = 0,
        OperationsPerSecond = 0,
        AcknowledgedPerSecond = null,
        Durability = null,
        DiskBytes = null,
        DeliveriesPerSecond = 0,
        LatencyMs = null,
        AckLatencyMs = null,
        HubCpuMicrosPerDelivery = null,
        HubCores = null,
        RedisCores = null,
        HubBytesPerIdleConnection = null,
        WireBytesPerDelivery = null,
        OperationsPerFrame = null,
        StateHash = null,
        Samples = [],
    };

    /// <summary>Five rounds of three targets; the hub's cost rises by a tenth each round, but all share the rise.</summary>
    public static CompareResult Compared() => new()
    {
        Arguments = "compare --rounds 5",
        Runs = [.. Enumerable.Range(0, 5).SelectMany(static round => new[]
        {
            Full(hubCpu: 0.2 + (round * 0.02)),
            Full("signalr", "json", 0.8 + (round * 0.08)) with { Converged = null, StateHash = null },
            Full("websocket", "raw", 0.1 + (round * 0.01)) with { Converged = null, StateHash = null },
        })],
    };

    public static TimeSample Sample(int second) => new()
    {
        Second = second,
        OperationsPerSecond = 2000 + second,
        DeliveriesPerSecond = 200_000 + second,
        LatencyP50 = second == 20 ? null : 4.1 + (second % 3),
        LatencyP99 = second == 20 ? null : 20.5 + (second % 7),
        Pending = 10 + (second % 5),
        HubCores = 0.5,
        HubMebibytes = 90.5 + second,
    };
}
