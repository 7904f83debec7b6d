using System.Diagnostics;
using System.Runtime.InteropServices;
using StoreHub.LoadTests.Hubs;
using StoreHub.LoadTests.Load.Baselines;
using StoreHub.LoadTests.Load.StoreHubs;
using StoreHub.LoadTests.Results;
using StoreHub.LoadTests.Targets;

namespace StoreHub.LoadTests.Load;

/// <summary>A run from the first connection to the verdict.</summary>
internal sealed class LoadRun(LoadOptions options, IReadOnlyList<Uri> urls, HubStats? stats, TimeProvider time, IProgress<LoadProgress> progress)
{
    private readonly LoadMeter _meter = new();
    private readonly List<TimeSample> _samples = [];

    /// <exception cref="LoadException">It cannot go on.</exception>
    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset started = time.GetUtcNow();
        await using LoadSession session = options.Target == TargetKind.StoreHub ? new StoreHubSession(urls, options, _meter) : new BaselineSession(urls[0], options, _meter);
        Report("connecting", null, session);
        await session.ConnectAsync(cancellationToken);
        double? idle = await ConnectSinksAsync(session, cancellationToken);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task churning = options.Churn > 0 ? ChurnAsync(session, stop.Token) : Task.CompletedTask;
        double? rate = options.Rate / options.Writers;
        Task[] writing = [.. session.Writers.Select((writer, number) => WriterLoop.RunAsync(writer, rate, (double)number / options.Writers, options.Window, stop.Token))];
        var sampler = new LoadSampler(session, _meter, stats);
        await sampler.RunAsync(-options.Warmup, 0, sample => Note(sample, session), cancellationToken);

        _meter.Begin();
        LoadReading before = await sampler.ReadAsync(cancellationToken);
        await sampler.RunAsync(0, options.Seconds, sample => Note(sample, session), cancellationToken);
        LoadReading after = await sampler.ReadAsync(cancellationToken);
        _meter.End();
        await stop.CancelAsync();
        await Task.WhenAll([churning, .. writing]);
        Report("judging", _samples.LastOrDefault(), session);
        LoadVerdict verdict = await session.JudgeAsync(cancellationToken);
        return Result(started, session, before, after, idle, verdict);
    }

    /// <returns>The memory of the hub per connection, by those that are joined and idle.</returns>
    private async Task<double?> ConnectSinksAsync(LoadSession session, CancellationToken cancellationToken)
    {
        long? before = stats is null ? null : (await stats.ReadAsync(collect: true, cancellationToken)).HeapBytes;
        await session.ConnectSinksAsync(cancellationToken);
        int count = options.Sinks + options.Slow;
        if (before is null || count == 0) return null;
        return ((await stats!.ReadAsync(collect: true, cancellationToken)).HeapBytes - before) / (double)count;
    }

    private async Task ChurnAsync(LoadSession session, CancellationToken stop)
    {
        var random = new Random(options.Seed);
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / options.Churn));
            while (await timer.WaitForNextTickAsync(stop)) session.CutOne(random);
        }
        catch (OperationCanceledException)
        {
            // the run is over
        }
    }

    private void Note(TimeSample sample, LoadSession session)
    {
        _samples.Add(sample);
        Report(sample.Second <= 0 ? "warming up" : "measuring", sample, session);
    }

    private void Report(string phase, TimeSample? sample, LoadSession session)
    {
        (int atHead, int all) = session.Replicas;
        progress.Report(new LoadProgress(phase, sample, atHead, all));
    }

    private LoadResult Result(DateTimeOffset started, LoadSession session, LoadReading before, LoadReading after, double? idle, LoadVerdict verdict)
    {
        double seconds = Stopwatch.GetElapsedTime(before.Timestamp, after.Timestamp).TotalSeconds;
        long operations = after.Written - before.Written, deliveries = after.Deliveries - before.Deliveries;
        long sunk = after.SinkOperations - before.SinkOperations;
        double? hubCpu = after.HubCpuMicros - before.HubCpuMicros;
        List<string> problems = [.. verdict.Problems];
        if (options.Rate is { } rate && operations / seconds < rate * 0.9) problems.Add($"{rate:0.#} operations per second were asked for, and {operations / seconds:0.#} could be written.");
        return new LoadResult
        {
            Target = options.TargetName,
            Protocol = options.Protocol,
            Arguments = options.Arguments,
            Started = started,
            Machine = $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} of {MachineCores()} cores for the clients, {RuntimeInformation.FrameworkDescription}",
            Seed = options.Seed,
            Clients = options.Clients,
            Writers = options.Writers,
            Sinks = options.Sinks,
            Stores = options.Stores,
            Hubs = urls.Count,
            Seconds = Math.Round(seconds, 3),
            Converged = verdict.Converged,
            Lost = verdict.Lost,
            Duplicated = verdict.Duplicated,
            Operations = operations,
            OperationsPerSecond = Math.Round(operations / seconds, 1),
            AcknowledgedPerSecond = Math.Round((after.Acknowledged - before.Acknowledged) / seconds, 1),
            DeliveriesPerSecond = Math.Round(deliveries / seconds, 1),
            LatencyMs = _meter.Applied.Summarize(),
            AckLatencyMs = _meter.Acknowledged.Summarize(),
            HubCpuMicrosPerDelivery = hubCpu is { } cpu && deliveries > 0 ? Math.Round(cpu / deliveries, 4) : null,
            HubCores = hubCpu is { } used ? Math.Round(used / 1e6 / seconds, 3) : null,
            RedisCores = after.RedisCpuMicros - before.RedisCpuMicros is { } redis ? Math.Round(redis / 1e6 / seconds, 3) : null,
            ClientCores = Math.Round((after.ClientCpuMicros - before.ClientCpuMicros) / 1e6 / seconds, 3),
            HubBytesPerIdleConnection = idle is { } bytes ? Math.Round(bytes) : null,
            WireBytesPerDelivery = sunk > 0 ? Math.Round((after.SinkBytes - before.SinkBytes) / (double)sunk, 2) : null,
            OperationsPerFrame = after.SinkFrames > before.SinkFrames ? Math.Round(sunk / (double)(after.SinkFrames - before.SinkFrames), 2) : null,
            StateHash = verdict.StateHash,
            Problems = problems,
            Samples = _samples,
        };
    }

    // Environment.ProcessorCount is what this process may use
    private static int MachineCores() => Directory.Exists("/sys/devices/system/cpu") ? Directory.GetDirectories("/sys/devices/system/cpu", "cpu?*").Count(static path => char.IsAsciiDigit(path[^1])) : Environment.ProcessorCount;
}
