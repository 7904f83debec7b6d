using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StoreHub.LoadTests.Hubs;
using StoreHub.Protocol.HubProtocol;

namespace StoreHub.LoadTests.Targets;

/// <summary>A target as a program: the same host for StoreHub and for the baselines, so that only what is compared differs.</summary>
internal static class TargetHost
{
    public const string StatsPath = "/stats";

    public static async Task RunAsync(TargetKind kind, HubStorage storage, string? redisPrefix, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (kind == TargetKind.StoreHub)
        {
            builder.Services.AddStoreHub(options =>
            {
                options.DataPath = storage.Folder;
                options.Durability = storage.Durability ?? options.Durability;
                options.UnloadAfter = storage.UnloadAfter ?? options.UnloadAfter;
                options.Redis.Connection = storage.Redis;
                options.Redis.Prefix = redisPrefix ?? options.Redis.Prefix;
            });
        }
        else
        {
            // calls of one connection one after the other, as SignalR does by default
            builder.Services.AddSignalR(static hub => hub.MaximumReceiveMessageSize = 1 << 20).AddStoreHubMessagePack();
        }

        WebApplication app = builder.Build();
        app.MapGet(StatsPath, static (bool? collect) => TypedResults.Ok(ProcessStats.Read(collect ?? false)));
        switch (kind)
        {
            case TargetKind.StoreHub:
                app.MapStoreHub("/hub");
                app.MapStoreHubAdmin();
                break;
            case TargetKind.SignalR:
                app.MapHub<NaiveHub>("/hub");
                break;
            default:
                app.UseWebSockets();
                var log = new BroadcastLog();
                app.Map("/hub", context => BroadcastEndpoint.RunAsync(context, log));
                break;
        }

        await app.StartAsync(cancellationToken);
        Console.WriteLine($"{kind} is listening on {app.Urls.First()}");
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
