namespace StoreHub.Protocol.Messages;

/// <summary>The answer to a <see cref="ReportRequest"/>. Immutable.</summary>
public sealed record ReportResult : HubResult;
