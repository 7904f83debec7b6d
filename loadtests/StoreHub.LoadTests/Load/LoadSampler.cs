using System.Diagnostics;
using StoreHub.LoadTests.Hubs;
using StoreHub.LoadTests.Results;
using StoreHub.LoadTests.Targets;

namespace StoreHub.LoadTests.Load;

/// <summary>Reads the counters once a second and makes samples of the differences.</summary>
internal sealed class LoadSampler(LoadSession session, LoadMeter meter, HubStats? stats)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private LoadReading? _last;

    public async Task<LoadReading> ReadAsync(CancellationToken cancellationToken)
    {
        ProcessStats? hub = stats is null ? null : await stats.ReadAsync(collect: false, cancellationToken);
        long pending = session.Pending, written = session.Written;
        return new LoadReading(
            Stopwatch.GetTimestamp(), written, written - pending, session.Deliveries, session.Sinks.Operations, session.Sinks.Frames, session.Sinks.Bytes,
            Environment.CpuUsage.TotalTime.TotalMicroseconds, hub?.CpuMicros, hub is null ? null : Math.Round(hub.WorkingSetBytes / 1048576.0, 1), stats?.RedisCpuMicros);
    }

    /// <summary>Samples from one second of the run to another; the last interval may be shorter.</summary>
    public async Task RunAsync(double from, double to, Action<TimeSample> take, CancellationToken cancellationToken)
    {
        _last ??= await ReadAsync(cancellationToken);
        long began = Stopwatch.GetTimestamp();
        for (double second = from; second < to;)
        {
            second = Math.Min(second + Every.TotalSeconds, to);
            TimeSpan wait = TimeSpan.FromSeconds(second - from) - Stopwatch.GetElapsedTime(began);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, cancellationToken);
            LoadReading now = await ReadAsync(cancellationToken);
            take(Sample(Math.Round(second, 3), _last.Value, now));
            _last = now;
        }
    }

    private TimeSample Sample(double second, in LoadReading before, in LoadReading now)
    {
        double seconds = Stopwatch.GetElapsedTime(before.Timestamp, now.Timestamp).TotalSeconds;
        LatencySummary? latency = meter.TakeRecent();
        return new TimeSample
        {
            Second = second,
            OperationsPerSecond = Math.Round((now.Written - before.Written) / seconds, 1),
            DeliveriesPerSecond = Math.Round((now.Deliveries - before.Deliveries) / seconds, 1),
            LatencyP50 = latency?.P50,
            LatencyP99 = latency?.P99,
            Pending = session.Pending,
            HubCores = now.HubCpuMicros is { } cpu ? Math.Round((cpu - before.HubCpuMicros!.Value) / 1e6 / seconds, 3) : null,
            HubMebibytes = now.HubMebibytes,
        };
    }
}
