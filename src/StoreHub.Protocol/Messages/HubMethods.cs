namespace StoreHub.Protocol.Messages;

/// <summary>The methods of the hub. Each takes one object and returns one.</summary>
public static class HubMethods
{
    /// <summary>Opens or resumes a store: <see cref="OpenRequest"/> → <see cref="OpenResult"/>.</summary>
    public const string Open = "Open";

    /// <summary>Writes: <see cref="SubmitRequest"/> → <see cref="SubmitResult"/>.</summary>
    public const string Submit = "Submit";

    /// <summary>Tells how far a client that does not write has settled: <see cref="ReportRequest"/> → <see cref="ReportResult"/>.</summary>
    public const string Report = "Report";

    /// <summary>Asks for a store's numbers: <see cref="StatusRequest"/> → <see cref="StatusResult"/>.</summary>
    public const string Status = "Status";

    /// <summary>Publishes to a topic: <see cref="PublishRequest"/> → <see cref="PublishResult"/>.</summary>
    public const string Publish = "Publish";

    /// <summary>Subscribes to a topic: <see cref="SubscribeRequest"/> → <see cref="SubscribeResult"/>.</summary>
    public const string Subscribe = "Subscribe";

    /// <summary>Ends the subscription of a topic: <see cref="UnsubscribeRequest"/> → <see cref="UnsubscribeResult"/>.</summary>
    public const string Unsubscribe = "Unsubscribe";

    /// <summary>Ends a subscription: <see cref="CloseRequest"/> → <see cref="CloseResult"/>.</summary>
    public const string Close = "Close";
}
