using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Redis;

/// <summary>Whether Redis is there, where history is kept in it.</summary>
internal sealed class RedisHealth(IServiceProvider services) : IHealthCheck
{
    // where history is kept elsewhere nothing is to be connected
    private readonly Lazy<RedisBackplane?> _backplane = new(() => services.GetRequiredService<IOperationLog>() is RedisOperationLog ? services.GetRequiredService<RedisBackplane>() : null);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult(_backplane.Value?.Absence is { } absence ? new HealthCheckResult(context.Registration.FailureStatus, absence) : HealthCheckResult.Healthy());
    }
}
