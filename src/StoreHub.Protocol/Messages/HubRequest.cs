namespace StoreHub.Protocol.Messages;

/// <summary>
/// What all requests have. A request whose fields cannot be read still reaches the hub's method, as an empty one with
/// <see cref="Malformed"/> set, so that the caller gets a numbered result and not the text of an exception.
/// </summary>
public abstract record HubRequest
{
    private protected HubRequest()
    {
    }

    /// <summary>The store's name; not yet checked.</summary>
    /// <value>The default is the empty string, which is no store's name.</value>
    public string Store { get; init; } = "";

    /// <summary>
    /// Which of the connection's subscriptions of the store this is about, <c>[A-Za-z0-9_-]{1,64}</c>; null for the one without a name. Not yet checked.
    /// </summary>
    public string? Channel { get; init; }

    /// <summary>What could not be read, with the key; null if all could. Not on the wire. Check it first.</summary>
    public ErrorInfo? Malformed { get; init; }
}
