using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StoreHub.Client.Tests.Documentation;

/// <summary>A hub as an application embeds it, on a free port.</summary>
internal sealed class DocumentedHub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DocumentedHub(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.Single()}/hub";

    public static async Task<DocumentedHub> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddStoreHub(options => options.DataPath = "memory");
        WebApplication app = builder.Build();
        app.MapStoreHub("/hub");
        await app.StartAsync();
        return new DocumentedHub(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
