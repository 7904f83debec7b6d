namespace StoreHub.LoadTests.Load;

/// <summary>All counters at one moment.</summary>
internal readonly record struct LoadReading(
    long Timestamp, long Written, long Acknowledged, long Deliveries, long SinkOperations, long SinkFrames, long SinkBytes, double ClientCpuMicros, double? HubCpuMicros, double? HubMebibytes, double? RedisCpuMicros);
