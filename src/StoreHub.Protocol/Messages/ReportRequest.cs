namespace StoreHub.Protocol.Messages;

/// <summary>Tells how far a client has settled that has not written for many revisions, so that the floor can rise. Immutable; not yet checked.</summary>
public sealed record ReportRequest : HubRequest
{
    /// <summary>The settled revision when the oldest pending operation was written; the last settled one if none is pending.</summary>
    public long Base { get; init; }
}
