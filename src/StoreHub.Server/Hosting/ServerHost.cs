using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using StoreHub.Server.Admin;
using StoreHub.Server.Files;
using StoreHub.Server.Redis;

namespace StoreHub.Server.Hosting;

/// <summary>The server program: a hub, its health, and one line that says where it listens.</summary>
internal static class ServerHost
{
    public static async Task<int> RunAsync(string? urls, string? data, string? redis, IReadOnlyList<string> settings, Action<IServiceCollection>? services, CancellationToken cancellationToken)
    {
        try
        {
            WebApplication app = Build(urls, data, redis, settings, services);
            await using (app.ConfigureAwait(false))
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
                ICollection<string> addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
                Console.WriteLine(
                    $"StoreHub is listening on {string.Join(", ", addresses)} (hub /hub, health /health/live and /health/ready{(AdminTokenOf(app) is null ? "" : ", admin /admin/stores")}; {WhereStateIs(app)}). Press Ctrl+C to stop.");
                await app.WaitForShutdownAsync(CancellationToken.None).ConfigureAwait(false);
                return 0;
            }
        }
        catch (Exception failure) when (Explain(failure) is { } reason)
        {
            await Console.Error.WriteLineAsync($"StoreHub cannot start: {reason}").ConfigureAwait(false);
            return 1;
        }
    }

    private static WebApplication Build(string? urls, string? data, string? redis, IReadOnlyList<string> settings, Action<IServiceCollection>? services)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1])));
        // Kestrel has no free port for both loopback addresses at once; one of them is what is meant.
        string listen = urls ?? builder.Configuration["urls"] ?? ServerCommand.DefaultUrls;
        builder.WebHost.UseUrls(listen.Replace("//localhost:0", "//127.0.0.1:0", StringComparison.OrdinalIgnoreCase));
        // Quiet unless the configuration (Logging:LogLevel) asks for more.
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // The host logs a failed start with its stack; here it is one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        services?.Invoke(builder.Services);
        builder.Services.AddStoreHub(options =>
        {
            builder.Configuration.GetSection(StoreHubOptions.Section).Bind(options);
            if (data is not null) options.DataPath = data;
            if (redis is not null) options.Redis.Connection = redis;
        });
        builder.Services.AddOptions<AdminOptions>().Bind(builder.Configuration.GetSection(StoreHubOptions.Section)).ValidateDataAnnotations();
        WebApplication app = builder.Build();
        app.MapStoreHub("/hub");
        app.MapStoreHubHealth();
        if (AdminTokenOf(app) is { } token)
        {
            var gate = new BearerGate(token);
            app.MapStoreHubAdmin("/admin").Add(endpoint =>
            {
                if (endpoint.RequestDelegate is { } next) endpoint.RequestDelegate = gate.Before(next);
            });
        }

        return app;
    }

    private static string? AdminTokenOf(WebApplication app) => app.Services.GetRequiredService<IOptions<AdminOptions>>().Value.AdminToken;

    private static string WhereStateIs(WebApplication app)
    {
        StoreHubOptions options = app.Services.GetRequiredService<IOptions<StoreHubOptions>>().Value;
        if (options.Redis.IsUsed) return $"state in Redis at {StackExchangeConnection.Describe(options.Redis.Connection!)}";
        if (options.DataPath == StoreHubOptions.Memory) return "state in memory, gone with the process";
        return $"state in {app.Services.GetRequiredService<DataFolder>().FullPath}, durability {options.Durability.ToString().ToLowerInvariant()}";
    }

    private static string? Explain(Exception failure) => failure switch
    {
        OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        IOException { InnerException: AddressInUseException } inUse => inUse.Message,
        SocketException socket => socket.Message,
        IOException io => io.Message,
        FormatException or InvalidOperationException or UnauthorizedAccessException or InvalidDataException or ArgumentException => failure.Message,
        _ => null,
    };
}
