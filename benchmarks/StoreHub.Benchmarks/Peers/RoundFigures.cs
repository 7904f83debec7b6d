namespace StoreHub.Benchmarks.Peers;

/// <summary>What StoreHub took in one round, in milliseconds and bytes.</summary>
internal readonly record struct RoundFigures(
    double AloneMs, double HubMs, double RemoteMs, double ApplyMs, double WriterBytes, double ReplicaBytes, double JoinBytes, double JoinMs);
