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

    /// <summary>Ends a subscription: <see cref="CloseRequest"/> → <see cref="CloseResult"/>.</summary>
    public const string Close = "Close";
}
