using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Logs;
using StoreHub.Server.Redis;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Topics;

namespace StoreHub.Server.Hosting;

/// <summary>Registers where history is kept: in the data folder, in Redis or in memory, as the options say.</summary>
internal static class StorageServices
{
    public static void AddStorage(this IServiceCollection services)
    {
        services.TryAddSingleton<IDisk, LocalDisk>();
        services.TryAddSingleton<IDiskWorkers, DiskWorkers>();
        services.TryAddSingleton<StorageHealth>();
        services.TryAddSingleton(provider => new DataFolder(provider.GetRequiredService<IDisk>(), OptionsOf(provider).DataPath, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new RedisBackplane(
            OptionsOf(provider).Redis, () => StackExchangeConnection.ConnectAsync(OptionsOf(provider).Redis.Connection!, OptionsOf(provider).Redis.CallTimeout),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RedisBackplane>>()));
        services.TryAddSingleton<IOperationLog>(static provider => IsRedis(provider) ? new RedisOperationLog(RedisOf(provider)) : IsMemory(provider)
            ? new MemoryOperationLog(provider.GetRequiredService<TimeProvider>(), OptionsOf(provider).AllowedSkew)
            : new FileOperationLog(provider.GetRequiredService<IDisk>(), provider.GetRequiredService<DataFolder>().FullPath, ServicesOf(provider)));
        services.TryAddSingleton<ISnapshotStore>(static provider => IsRedis(provider) ? new RedisSnapshotStore(provider.GetRequiredService<RedisBackplane>()) : IsMemory(provider)
            ? new MemorySnapshotStore()
            : new FileSnapshotStore(provider.GetRequiredService<IDisk>(), provider.GetRequiredService<DataFolder>().FullPath, provider.GetRequiredService<IDiskWorkers>()));
        services.TryAddSingleton<ITopicRelay>(static provider => IsRedis(provider)
            ? new RedisTopicRelay(provider.GetRequiredService<RedisBackplane>())
            : new LocalTopicRelay(provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<StorageStart>();
    }

    private static StoreHubOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<StoreHubOptions>>().Value;

    private static bool IsRedis(IServiceProvider provider) => OptionsOf(provider).Redis.IsUsed;

    private static RedisLogServices RedisOf(IServiceProvider provider)
    {
        StoreHubOptions options = OptionsOf(provider);
        return new RedisLogServices(
            provider.GetRequiredService<RedisBackplane>(), options.AllowedSkew, options.OfflineGrace, options.SourceRetention,
            provider.GetRequiredService<StorageHealth>(), provider.GetRequiredService<ILogger<RedisOperationLog>>());
    }

    private static bool IsMemory(IServiceProvider provider) => OptionsOf(provider).DataPath == StoreHubOptions.Memory;

    private static FileLogServices ServicesOf(IServiceProvider provider)
    {
        StoreHubOptions options = OptionsOf(provider);
        return new FileLogServices(
            new FileLogOptions(options.Durability, options.SyncInterval, options.AllowedSkew, options.MaxTailBytes / 4, options.MaxTailOperations / 2),
            provider.GetRequiredService<IDiskWorkers>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<StorageHealth>(),
            provider.GetRequiredService<ILogger<FileOperationLog>>());
    }

    /// <summary>Takes the data folder, or looks at Redis, when the hub starts, and not only when the first store is opened.</summary>
    private sealed class StorageStart(IOperationLog log, IServiceProvider services) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            (log as FileOperationLog)?.RemoveTrash();
            if (log is RedisOperationLog) await services.GetRequiredService<RedisBackplane>().StartAsync(cancellationToken).ConfigureAwait(false);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
