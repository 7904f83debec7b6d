using StoreHub.LoadTests.Targets;

namespace StoreHub.LoadTests.Load;

/// <summary>What a run under load does.</summary>
internal sealed record LoadOptions
{
    public TargetKind Target { get; init; } = TargetKind.StoreHub;

    /// <summary>How the target is set up, where it is compared with itself; empty: as usual.</summary>
    public string Variant { get; init; } = "";

    public bool Json { get; init; }

    /// <summary>Replicas, writers among them.</summary>
    public int Clients { get; init; } = 10;

    public int Writers { get; init; } = 2;

    /// <summary>Connections that only count.</summary>
    public int Sinks { get; init; }

    /// <summary>Connections that stall (every other one) or trickle.</summary>
    public int Slow { get; init; }

    public int Stores { get; init; } = 1;

    /// <summary>How many stores each connection opens.</summary>
    public int StoresPerConnection { get; init; } = 1;

    /// <summary>Operations per second of all writers together; null: as many as are acknowledged.</summary>
    public double? Rate { get; init; }

    /// <summary>How many of its operations a writer has unacknowledged at most, where there is no rate.</summary>
    public int Window { get; init; } = 64;

    public double Seconds { get; init; } = 10;

    public double Warmup { get; init; } = 2;

    /// <summary>The length of text values; 0: numbers.</summary>
    public int ValueBytes { get; init; }

    public OperationMix Mix { get; init; } = OperationMix.SetOnly;

    /// <summary>Connections that are cut per second.</summary>
    public double Churn { get; init; }

    public int Seed { get; init; }

    /// <summary>What the result names as its arguments.</summary>
    public string Arguments { get; init; } = "";

    public string TargetName => Target.ToString().ToLowerInvariant() + (Variant.Length > 0 ? "-" + Variant : "");

    public string Protocol => Target == TargetKind.WebSocket ? "raw" : Json ? "json" : "messagepack";
}
