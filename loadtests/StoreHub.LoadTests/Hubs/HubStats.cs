using System.Net.Http.Json;
using StoreHub.LoadTests.Targets;

namespace StoreHub.LoadTests.Hubs;

/// <summary>Asks a target that this program started for its figures.</summary>
internal sealed class HubStats(Uri url) : IDisposable
{
    private readonly HttpClient _http = new();

    public async Task<ProcessStats> ReadAsync(bool collect, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<ProcessStats>(collect ? new Uri(url, "?collect=true") : url, cancellationToken)
        ?? throw new InvalidDataException($"{url} gave no figures.");

    public void Dispose() => _http.Dispose();
}
