using System.Net.Http.Json;
using StoreHub.LoadTests.Targets;

namespace StoreHub.LoadTests.Hubs;

/// <summary>Asks targets that this program started for their figures, and adds them up.</summary>
/// <param name="urls">Where they tell them.</param>
/// <param name="redis">The Redis that they share; null: none, or not one that was started here.</param>
internal sealed class HubStats(IReadOnlyList<Uri> urls, RedisProcess? redis = null) : IDisposable
{
    private readonly HttpClient _http = new();

    /// <summary>The processor time of Redis so far, in microseconds; null if it cannot be known.</summary>
    public double? RedisCpuMicros => redis?.CpuMicros;

    public async Task<ProcessStats> ReadAsync(bool collect, CancellationToken cancellationToken)
    {
        ProcessStats[] all = await Task.WhenAll(urls.Select(url => ReadAsync(url, collect, cancellationToken)));
        return new ProcessStats(all.Sum(static stats => stats.CpuMicros), all.Sum(static stats => stats.HeapBytes), all.Sum(static stats => stats.WorkingSetBytes));
    }

    public void Dispose() => _http.Dispose();

    private async Task<ProcessStats> ReadAsync(Uri url, bool collect, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<ProcessStats>(collect ? new Uri(url, "?collect=true") : url, cancellationToken)
        ?? throw new InvalidDataException($"{url} gave no figures.");
}
