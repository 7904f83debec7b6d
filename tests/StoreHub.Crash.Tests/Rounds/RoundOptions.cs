namespace StoreHub.Crash.Tests.Rounds;

/// <summary>What a round is like.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Program">The program that is the hub.</param>
/// <param name="Seed">Makes all choices.</param>
internal sealed record RoundOptions(string Name, string Program, int Seed)
{
    /// <summary>Whether there is a store that the hub lets go of between visits, and opens again.</summary>
    public bool HasVisits { get; init; }
}
