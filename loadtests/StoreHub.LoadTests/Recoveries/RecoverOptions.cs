using StoreHub.Server.Files;

namespace StoreHub.LoadTests.Recoveries;

/// <summary>What a run of recoveries does.</summary>
internal sealed record RecoverOptions
{
    public Durability Durability { get; init; } = Durability.Sync;

    /// <summary>How many keys the store has, 100 an object.</summary>
    public int Keys { get; init; } = 10_000;

    /// <summary>How many operations its history has.</summary>
    public int Operations { get; init; } = 1_000_000;

    /// <summary>How often a hub is started on it.</summary>
    public int Starts { get; init; } = 5;

    public int Seed { get; init; }

    public string Arguments { get; init; } = "";
}
