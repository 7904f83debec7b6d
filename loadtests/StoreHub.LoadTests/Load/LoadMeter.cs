using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Load;

/// <summary>What is counted while a run goes on. Safe for any thread.</summary>
internal sealed class LoadMeter
{
    private readonly LatencyHistogram _recent = new();
    private volatile bool _measuring;

    /// <summary>From a write to its effect at another client, of what was written while it was measured.</summary>
    public LatencyHistogram Applied { get; } = new();

    /// <summary>From a write to its acknowledgement.</summary>
    public LatencyHistogram Acknowledged { get; } = new();

    /// <summary>From here on latencies count.</summary>
    public void Begin() => _measuring = true;

    public void End() => _measuring = false;

    /// <summary>A write took effect at another client.</summary>
    /// <param name="stamp">When it was written.</param>
    public void Arrived(long stamp)
    {
        long latency = StampedValue.Now - stamp;
        _recent.Record(latency);
        if (_measuring) Applied.Record(latency);
    }

    /// <summary>A write was acknowledged.</summary>
    public void Confirmed(long stamp)
    {
        if (_measuring) Acknowledged.Record(StampedValue.Now - stamp);
    }

    /// <summary>The latencies since the last call.</summary>
    public LatencySummary? TakeRecent() => _recent.Take().Summarize();
}
