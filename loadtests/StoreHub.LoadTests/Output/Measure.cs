using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output;

/// <summary>A figure of a result: the same in the terminal, on the page and in comparisons.</summary>
internal sealed record Measure(string Topic, string Name, Unit Unit, Func<LoadResult, double?> Of)
{
    private const string Speed = "Speed";
    private const string Cost = "Cost";

    public static readonly Measure LatencyP50 = new(Speed, "latency p50", Unit.Milliseconds, static result => result.LatencyMs?.P50);
    public static readonly Measure HubCpuPerDelivery = new(Cost, "hub CPU per delivery", Unit.Microseconds, static result => result.HubCpuMicrosPerDelivery);

    public static readonly IReadOnlyList<Measure> All =
    [
        new(Speed, "operations/s", Unit.Count, static result => result.OperationsPerSecond),
        new(Speed, "acknowledged/s", Unit.Count, static result => result.AcknowledgedPerSecond),
        new(Speed, "deliveries/s", Unit.Count, static result => result.DeliveriesPerSecond),
        LatencyP50,
        new(Speed, "latency p90", Unit.Milliseconds, static result => result.LatencyMs?.P90),
        new(Speed, "latency p99", Unit.Milliseconds, static result => result.LatencyMs?.P99),
        new(Speed, "latency p99.9", Unit.Milliseconds, static result => result.LatencyMs?.P999),
        new(Speed, "latency max", Unit.Milliseconds, static result => result.LatencyMs?.Max),
        new(Speed, "acknowledgement p50", Unit.Milliseconds, static result => result.AckLatencyMs?.P50),
        new(Speed, "acknowledgement p99", Unit.Milliseconds, static result => result.AckLatencyMs?.P99),
        new(Speed, "acknowledgement max", Unit.Milliseconds, static result => result.AckLatencyMs?.Max),
        HubCpuPerDelivery,
        // null where nothing was written
        new(Cost, "CPU per operation, hubs and Redis", Unit.Microseconds, static result =>
            result is { HubCores: { } hub, OperationsPerSecond: > 0 } ? (hub + (result.RedisCores ?? 0)) / result.OperationsPerSecond * 1e6 : null),
        new(Cost, "hub cores", Unit.Number, static result => result.HubCores),
        new(Cost, "Redis cores", Unit.Number, static result => result.RedisCores),
        new(Cost, "client cores", Unit.Number, static result => result.ClientCores),
        new(Cost, "hub memory per idle connection", Unit.Bytes, static result => result.HubBytesPerIdleConnection),
        new(Cost, "bytes on disk", Unit.Bytes, static result => result.DiskBytes),
        new(Cost, "wire bytes per delivery", Unit.Bytes, static result => result.WireBytesPerDelivery),
        new(Cost, "operations per frame", Unit.Number, static result => result.OperationsPerFrame),
    ];

    public string Format(LoadResult result) => Unit.Format(Of(result));
}
