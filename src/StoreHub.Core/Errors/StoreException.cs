namespace StoreHub;

/// <summary>A refusal with its number, the path it is about and the limit that was passed.</summary>
public class StoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StoreException()
        : this(StoreErrorCode.Internal, "An unexpected store error.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public StoreException(string message)
        : this(StoreErrorCode.Internal, message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public StoreException(string message, Exception innerException)
        : this(StoreErrorCode.Internal, message, innerException: innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="code">The number.</param>
    /// <param name="message">What is wrong, naming the offending thing and the limit.</param>
    /// <param name="path">Where, as text such as <c>user.items[3]</c>, or null.</param>
    /// <param name="limit">The limit that was passed, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StoreException(StoreErrorCode code, string message, string? path = null, long? limit = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Path = path;
        Limit = limit;
    }

    /// <summary>The number.</summary>
    public StoreErrorCode Code { get; }

    /// <summary>Where, as text such as <c>user.items[3]</c>; null if it is about no place in a store.</summary>
    public string? Path { get; }

    /// <summary>The limit that was passed; null if it is about no limit.</summary>
    public long? Limit { get; }
}
