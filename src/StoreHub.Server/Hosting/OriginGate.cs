using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace StoreHub.Server.Hosting;

/// <summary>
/// Which pages may use the hub. Browsers do not apply CORS to WebSockets, so the Origin header is judged here, for all requests to the hub;
/// requests without one do not come from other sites' pages.
/// </summary>
internal sealed class OriginGate
{
    private readonly ICorsService _cors;
    private readonly CorsPolicy _policy;

    public OriginGate(ICorsService cors, IOptions<StoreHubOptions> options)
    {
        _cors = cors;
        var builder = new CorsPolicyBuilder().AllowAnyHeader().WithMethods("GET", "POST", "DELETE", "OPTIONS").AllowCredentials();
        string[] origins = [.. options.Value.AllowedOrigins.Select(origin => origin.TrimEnd('/'))];
        _policy = (origins.Contains("*") ? builder.SetIsOriginAllowed(static _ => true) : builder.WithOrigins(origins)).Build();
    }

    /// <summary>Puts the gate before an endpoint.</summary>
    public RequestDelegate Before(RequestDelegate next) => context =>
    {
        string? origin = context.Request.Headers.Origin;
        if (string.IsNullOrEmpty(origin) || IsOwn(origin, context.Request)) return next(context);
        CorsResult result = _cors.EvaluatePolicy(context, _policy);
        if (!result.IsOriginAllowed)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("This origin may not use the hub; see StoreHub:AllowedOrigins.");
        }

        _cors.ApplyResult(result, context.Response);
        if (!result.IsPreflightRequest) return next(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    /// <summary>Puts a gate before an endpoint that lets pages of the hub's own host through, and no others.</summary>
    public static RequestDelegate BeforeOwn(RequestDelegate next) => context =>
    {
        string? origin = context.Request.Headers.Origin;
        if (string.IsNullOrEmpty(origin) || IsOwn(origin, context.Request)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("Pages of other origins may not use this.");
    };

    // The scheme is not compared: behind a proxy that ends TLS it is another.
    private static bool IsOwn(string origin, HttpRequest request) =>
        request.Host.HasValue
        && Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && Uri.TryCreate($"{uri.Scheme}://{request.Host.Value}", UriKind.Absolute, out Uri? own)
        && string.Equals(uri.Authority, own.Authority, StringComparison.OrdinalIgnoreCase);
}
