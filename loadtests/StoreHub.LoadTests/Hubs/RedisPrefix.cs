using System.Globalization;

namespace StoreHub.LoadTests.Hubs;

/// <summary>What the keys of a run begin with: nobody else's hubs see its stores in a Redis that they share.</summary>
internal static class RedisPrefix
{
    public static string Text { get; } = string.Create(CultureInfo.InvariantCulture, $"storehub-load-{Guid.NewGuid():N}:");
}
