namespace StoreHub.Protocol.Messages;

/// <summary>The answer to a <see cref="CloseRequest"/>: nothing of that store follows. Immutable.</summary>
public sealed record CloseResult : HubResult;
