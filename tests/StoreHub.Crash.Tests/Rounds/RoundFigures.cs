namespace StoreHub.Crash.Tests.Rounds;

/// <summary>What a round did.</summary>
/// <param name="Restarts">How often the hub was killed and started again.</param>
/// <param name="Operations">How many operations were written, and acknowledged in the end.</param>
/// <param name="Sightings">How many records the witnesses saw.</param>
/// <param name="Epochs">How many epochs the stores had.</param>
internal sealed record RoundFigures(int Restarts, long Operations, long Sightings, int Epochs);
