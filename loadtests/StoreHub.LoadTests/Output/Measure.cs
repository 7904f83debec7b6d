using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output;

/// <summary>A figure of a result: the same in the terminal, on the page and in comparisons.</summary>
internal sealed record Measure(string Name, Unit Unit, Func<LoadResult, double?> Of)
{
    public static readonly Measure LatencyP50 = new("latency p50", Unit.Milliseconds, static result => result.LatencyMs?.P50);
    public static readonly Measure HubCpuPerDelivery = new("hub CPU per delivery", Unit.Microseconds, static result => result.HubCpuMicrosPerDelivery);

    public static readonly IReadOnlyList<Measure> All =
    [
        new("operations/s", Unit.Count, static result => result.OperationsPerSecond),
        new("deliveries/s", Unit.Count, static result => result.DeliveriesPerSecond),
        LatencyP50,
        new("latency p90", Unit.Milliseconds, static result => result.LatencyMs?.P90),
        new("latency p99", Unit.Milliseconds, static result => result.LatencyMs?.P99),
        new("latency p99.9", Unit.Milliseconds, static result => result.LatencyMs?.P999),
        new("latency max", Unit.Milliseconds, static result => result.LatencyMs?.Max),
        new("acknowledgement p50", Unit.Milliseconds, static result => result.AckLatencyMs?.P50),
        new("acknowledgement p99", Unit.Milliseconds, static result => result.AckLatencyMs?.P99),
        new("acknowledgement max", Unit.Milliseconds, static result => result.AckLatencyMs?.Max),
        HubCpuPerDelivery,
        new("hub cores", Unit.Number, static result => result.HubCores),
        new("client cores", Unit.Number, static result => result.ClientCores),
        new("hub memory per idle connection", Unit.Bytes, static result => result.HubBytesPerIdleConnection),
        new("wire bytes per delivery", Unit.Bytes, static result => result.WireBytesPerDelivery),
        new("operations per frame", Unit.Number, static result => result.OperationsPerFrame),
    ];

    public string Format(LoadResult result) => Unit.Format(Of(result));
}
