namespace StoreHub.Tests.Participants;

/// <summary>What a client was told of a loss.</summary>
/// <param name="Participant">Who was told.</param>
/// <param name="Store">The store's name.</param>
/// <param name="Code">What kind of loss it is.</param>
/// <param name="Count">How many operations are concerned.</param>
/// <param name="Message">The same for people.</param>
internal sealed record Loss(string Participant, string Store, StoreErrorCode Code, long Count, string Message)
{
    public override string ToString() => $"{Participant}: {Code}: {Message}";
}
