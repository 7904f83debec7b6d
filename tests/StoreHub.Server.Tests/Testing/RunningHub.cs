using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StoreHub.Server.Hosting;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;

namespace StoreHub.Server.Tests.Testing;

/// <summary>A real hub in Kestrel on a free port.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningHub(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public string Url { get; private set; } = "";

    public CollectedLogs Logs { get; private set; } = null!;

    public static async Task<RunningHub> StartAsync(
        Action<StoreHubOptions>? configure = null, IOperationLog? log = null, ISnapshotStore? snapshots = null, Action<StoreHubBuilder>? build = null, Action<IServiceCollection>? services = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var logs = new CollectedLogs();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        if (log is not null) builder.Services.AddSingleton(log);
        if (snapshots is not null) builder.Services.AddSingleton(snapshots);
        services?.Invoke(builder.Services);
        StoreHubBuilder hub = builder.Services.AddStoreHub(options =>
        {
            options.DataPath = StoreHubOptions.Memory;
            configure?.Invoke(options);
        });
        build?.Invoke(hub);
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.MapStoreHub("/hub");
        app.MapStoreHubHealth();
        await app.StartAsync();
        return new RunningHub(app) { Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(), Logs = logs };
    }

    public Task<RawClient> ConnectAsync(bool json = false) => RawClient.ConnectAsync(new Uri(Url.Replace("http:", "ws:", StringComparison.Ordinal) + "/hub"), json);

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
