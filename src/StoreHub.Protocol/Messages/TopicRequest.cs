namespace StoreHub.Protocol.Messages;

/// <summary>What all requests about a topic have.</summary>
public abstract record TopicRequest : HubRequest
{
    private protected TopicRequest()
    {
    }

    /// <summary>The topic's name; not yet checked.</summary>
    /// <value>The default is the empty string, which is no topic's name.</value>
    public string Topic { get; init; } = "";
}
