using Microsoft.Extensions.DependencyInjection.Extensions;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Validation;

namespace StoreHub.Server.Hosting;

/// <summary>Goes on configuring a hub that was added to an application.</summary>
public sealed class StoreHubBuilder
{
    internal StoreHubBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a judge of transactions to those that are asked.</summary>
    public StoreHubBuilder AddValidator<T>()
        where T : class, ITransactionValidator
    {
        Services.AddSingleton<ITransactionValidator, T>();
        return this;
    }

    /// <summary>Keeps history elsewhere than in memory.</summary>
    public StoreHubBuilder UseOperationLog<T>()
        where T : class, IOperationLog
    {
        Services.Replace(ServiceDescriptor.Singleton<IOperationLog, T>());
        return this;
    }

    /// <summary>Keeps snapshots elsewhere than in memory.</summary>
    public StoreHubBuilder UseSnapshotStore<T>()
        where T : class, ISnapshotStore
    {
        Services.Replace(ServiceDescriptor.Singleton<ISnapshotStore, T>());
        return this;
    }
}
