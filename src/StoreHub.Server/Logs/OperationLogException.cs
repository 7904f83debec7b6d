namespace StoreHub.Server.Logs;

/// <summary>A log is damaged, failed, was fenced off, or was asked for what it has no more.</summary>
public sealed class OperationLogException : Exception
{
    /// <summary>Whether the store was deleted, here or at another node.</summary>
    public bool IsDeletion { get; init; }

    /// <summary>Creates the exception.</summary>
    public OperationLogException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public OperationLogException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public OperationLogException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
