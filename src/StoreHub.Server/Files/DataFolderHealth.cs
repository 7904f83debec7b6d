using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

/// <summary>
/// Whether the data folder is still there. Files that are open outlive their names, so a log does not notice that a volume was taken away, and
/// what it still writes nobody will find.
/// </summary>
internal sealed class DataFolderHealth(IServiceProvider services) : IHealthCheck
{
    // where state is kept elsewhere there is no folder, and none is to be made
    private readonly Lazy<DataFolder?> _folder = new(() => services.GetRequiredService<IOperationLog>() is FileOperationLog ? services.GetRequiredService<DataFolder>() : null);

    /// <summary>What is wrong; null if nothing is.</summary>
    public string? Absence => _folder.Value is { IsThere: false } folder ? $"The data folder '{folder.FullPath}' was removed or is another one now; restart the hub when it is back." : null;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult(Absence is { } absence ? new HealthCheckResult(context.Registration.FailureStatus, absence) : HealthCheckResult.Healthy());
    }
}
