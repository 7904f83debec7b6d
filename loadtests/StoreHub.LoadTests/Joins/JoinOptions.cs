namespace StoreHub.LoadTests.Joins;

/// <summary>What a run of late joins does.</summary>
internal sealed record JoinOptions
{
    public bool Json { get; init; }

    /// <summary>How many keys the store has, 100 an object.</summary>
    public int Keys { get; init; } = 10_000;

    /// <summary>How many operations its history has.</summary>
    public int Operations { get; init; } = 1_000_000;

    /// <summary>How often a client joins.</summary>
    public int Joins { get; init; } = 20;

    /// <summary>How many operations those who come back have missed.</summary>
    public int Missed { get; init; } = 100;

    public int Seed { get; init; }

    public string Arguments { get; init; } = "";
}
