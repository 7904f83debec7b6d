using StoreHub.Server.Files;
using StoreHub.Server.Hosting;

namespace StoreHub.LoadTests.Hubs;

/// <summary>Where a hub that is started here keeps its state.</summary>
/// <param name="Durability">What an acknowledgement means; null: state is in memory, or in Redis.</param>
/// <param name="Folder">The data folder, if it is not in memory.</param>
/// <param name="UnloadAfter">How long a store stays in memory that nobody has open; null: the hub's default.</param>
/// <param name="Redis">The Redis that keeps it instead; null: none.</param>
internal sealed record HubStorage(Durability? Durability, string Folder, TimeSpan? UnloadAfter = null, string? Redis = null)
{
    public static readonly HubStorage Memory = new(null, StoreHubOptions.Memory);

    public string Name => Durability?.ToString().ToLowerInvariant() ?? Folder;
}
