namespace StoreHub.Protocol.Messages;

/// <summary>Asks for the numbers of an open store. Immutable; not yet checked.</summary>
public sealed record StatusRequest : HubRequest
{
    /// <summary>Whether the hash of the hub's state is wanted as well, which costs time in proportion to the state.</summary>
    public bool Hash { get; init; }
}
