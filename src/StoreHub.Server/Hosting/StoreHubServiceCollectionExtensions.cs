using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Wire;
using StoreHub.Server.Admin;
using StoreHub.Server.FanOut;
using StoreHub.Server.Files;
using StoreHub.Server.Hosting;
using StoreHub.Server.Hubs;
using StoreHub.Server.Redis;
using StoreHub.Server.Stores;
using StoreHub.Server.Validation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a StoreHub hub to an application.</summary>
public static class StoreHubServiceCollectionExtensions
{
    /// <summary>The tag of the health check that says whether the hub takes clients.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Adds the hub's services; <c>app.MapStoreHub("/hub")</c> then makes it reachable. State is kept in <see cref="StoreHubOptions.DataPath"/> unless told otherwise.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options; they are checked when the application starts.</param>
    public static StoreHubBuilder AddStoreHub(this IServiceCollection services, Action<StoreHubOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<StoreHubOptions>().Configure(options => configure?.Invoke(options)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StoreHubOptions>, StoreHubOptionsCheck>());
        services.AddCors();
        // AddHubOptions marks the hub's own options as set: without it SignalR takes the global ones.
        services.AddSignalR().AddHubOptions<SyncHub>(static _ => { }).AddJsonProtocol(json => StoreHubJson.Configure(json.PayloadSerializerOptions)).AddStoreHubMessagePack();
        services.AddOptions<HubOptions<SyncHub>>().Configure<IOptions<StoreHubOptions>>((hub, options) =>
        {
            hub.MaximumReceiveMessageSize = options.Value.MaxFrameBytes;
            hub.MaximumParallelInvocationsPerClient = 1;
        });
        services.TryAddSingleton(TimeProvider.System);
        services.AddStorage();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITransactionValidator, LimitsValidator>());
        services.TryAddSingleton<StoreServices>();
        services.TryAddSingleton<StoreRegistry>();
        services.TryAddSingleton<DataFolderHealth>();
        services.TryAddSingleton<RedisHealth>();
        services.TryAddSingleton<AdminCalls>();
        services.TryAddSingleton<RequestReader>();
        services.TryAddSingleton<OriginGate>();
        services.TryAddSingleton<StoreHubLifetimeManager>();
        services.Replace(ServiceDescriptor.Singleton<HubLifetimeManager<SyncHub>>(provider => provider.GetRequiredService<StoreHubLifetimeManager>()));
        services.TryAddSingleton<HubDrain>();
        services.AddHostedService(provider => provider.GetRequiredService<HubDrain>());
        services.AddHealthChecks().AddCheck<HubDrain>("storehub", tags: [ReadyTag]).AddCheck<StorageHealth>("storehub-storage", tags: [ReadyTag]).AddCheck<DataFolderHealth>("storehub-data", tags: [ReadyTag]).AddCheck<RedisHealth>("storehub-redis", tags: [ReadyTag]);
        return new StoreHubBuilder(services);
    }
}
