using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Files;

/// <summary>Which stores cannot be stored at present, and why: the hub is not ready as long as there is one. A store that is damaged is out of order by itself, and the hub goes on. Safe for any thread.</summary>
internal sealed class StorageHealth : IHealthCheck
{
    private readonly ConcurrentDictionary<StoreName, string> _hindrances = new();
    private readonly ConcurrentDictionary<StoreName, string> _damages = new();

    public void Hinder(StoreName name, string why) => _hindrances[name] = why;

    public void Damaged(StoreName name, string why) => _damages[name] = why;

    public void Whole(StoreName name) => _damages.TryRemove(name, out _);

    public void Clear(StoreName name) => _hindrances.TryRemove(name, out _);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        HealthCheckResult result =
            _hindrances.Values.FirstOrDefault() is { } hindrance ? new HealthCheckResult(context.Registration.FailureStatus, $"{_hindrances.Count} stores cannot be stored; one of them: {hindrance}")
            : _damages.Values.FirstOrDefault() is { } damage ? HealthCheckResult.Degraded($"{_damages.Count} stores are damaged; one of them: {damage}")
            : HealthCheckResult.Healthy();
        return Task.FromResult(result);
    }
}
