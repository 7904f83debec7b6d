namespace StoreHub.Server.Logs;

/// <summary>Where the log is kept cannot be reached at present. Whether what was asked took effect is not known; the same may be asked again.</summary>
public sealed class LogUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LogUnavailableException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public LogUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public LogUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
