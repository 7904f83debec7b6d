namespace StoreHub.Tests.Participants;

/// <summary>A promise was broken.</summary>
internal sealed class BrokenPromiseException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Where the data is kept of the round that found it.</summary>
    public string? DataPath { get; init; }
}
