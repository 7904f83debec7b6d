namespace StoreHub.Protocol.Messages;

/// <summary>What all results have.</summary>
public abstract record HubResult
{
    private protected HubResult()
    {
    }

    /// <summary>Why nothing was done, or null. With an error the other fields say nothing unless the error's number promises it.</summary>
    public ErrorInfo? Error { get; init; }
}
