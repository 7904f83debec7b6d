using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using StoreHub.Server.Hosting;
using StoreHub.Server.Hubs;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Makes a StoreHub hub reachable.</summary>
public static class StoreHubEndpointExtensions
{
    /// <summary>Maps the hub.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">Where clients connect, such as <c>/hub</c>.</param>
    /// <returns>The hub's endpoints, to ask for authorization and the like.</returns>
    public static IEndpointConventionBuilder MapStoreHub(this IEndpointRouteBuilder endpoints, string pattern = "/hub")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var gate = endpoints.ServiceProvider.GetRequiredService<OriginGate>();
        HubEndpointConventionBuilder hub = endpoints.MapHub<SyncHub>(pattern);
        hub.Add(endpoint =>
        {
            if (endpoint.RequestDelegate is { } next) endpoint.RequestDelegate = gate.Before(next);
        });
        return hub;
    }

    /// <summary>
    /// Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (it takes clients: started and not draining).
    /// </summary>
    public static void MapStoreHubHealth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false });
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(StoreHubServiceCollectionExtensions.ReadyTag) });
    }
}
