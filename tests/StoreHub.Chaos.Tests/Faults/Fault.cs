using StoreHub.Chaos.Tests.Cluster;

namespace StoreHub.Chaos.Tests.Faults;

/// <summary>Something that befalls a cluster.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Promise">What may come of it.</param>
/// <param name="StrikeAsync">Lets it happen; completes when it is over, and all processes run.</param>
internal sealed record Fault(string Name, Promise Promise, Func<HubCluster, Random, Task> StrikeAsync)
{
    /// <summary>Whether nothing is written, and all is acknowledged, when it strikes: else what comes after cannot be told from what is lost.</summary>
    public bool IsInQuiet { get; init; }

    public override string ToString() => Name;
}
