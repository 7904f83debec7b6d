using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Tests.Interop;

/// <summary>Kestrel with <see cref="InteropHub"/> on a free port.</summary>
internal sealed class InteropServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InteropServer(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.Single()}/hub";

    public static async Task<InteropServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSignalR(hub =>
            {
                hub.MaximumReceiveMessageSize = 1 << 20;
                hub.MaximumParallelInvocationsPerClient = 10;
            })
            .AddJsonProtocol(json => StoreHubJson.Configure(json.PayloadSerializerOptions))
            .AddStoreHubMessagePack();
        WebApplication app = builder.Build();
        app.MapHub<InteropHub>("/hub", options => options.AllowStatefulReconnects = true);
        await app.StartAsync();
        return new InteropServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
