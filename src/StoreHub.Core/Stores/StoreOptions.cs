namespace StoreHub;

/// <summary>How a store without a hub is made. Immutable.</summary>
public sealed record StoreOptions
{
    /// <summary>The name of this replica: <c>[A-Za-z0-9_-]{1,64}</c>, never used by another.</summary>
    /// <value>The default is a random one.</value>
    public string? Source { get; init; }

    /// <summary>What the store accepts.</summary>
    /// <value>The default is <see cref="StoreLimits.Default"/>.</value>
    public StoreLimits Limits { get; init; } = StoreLimits.Default;

    /// <summary>Where time comes from.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
