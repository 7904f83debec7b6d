namespace StoreHub.Protocol.Messages;

/// <summary>Ends the connection's subscription of a store. Immutable; not yet checked.</summary>
public sealed record CloseRequest : HubRequest;
