using Microsoft.Extensions.DependencyInjection;
using StoreHub.Server.Admin;
using StoreHub.Server.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Makes a hub's admin calls reachable.</summary>
public static class StoreHubAdminExtensions
{
    /// <summary>
    /// Maps <c>GET {pattern}/stores</c>, which lists the stores that have history, <c>DELETE {pattern}/stores/{name}</c>, which removes one for good,
    /// and <c>GET {pattern}/connections</c>, which counts connections and subscriptions. Whoever reaches them may do that: demand authorization, as by
    /// <c>app.MapStoreHubAdmin().RequireAuthorization("Operators")</c>. Pages of other origins may not call them, whatever
    /// <see cref="StoreHubOptions.AllowedOrigins"/> says.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">What their paths begin with.</param>
    /// <returns>The endpoints, to ask for authorization and the like.</returns>
    public static IEndpointConventionBuilder MapStoreHubAdmin(this IEndpointRouteBuilder endpoints, string pattern = "/admin")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var calls = endpoints.ServiceProvider.GetRequiredService<AdminCalls>();
        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        group.MapGet("/stores", OriginGate.BeforeOwn(calls.ListAsync));
        group.MapGet("/connections", OriginGate.BeforeOwn(calls.CountAsync));
        group.MapDelete("/stores/{**name}", OriginGate.BeforeOwn(calls.DeleteAsync));
        return group;
    }
}
