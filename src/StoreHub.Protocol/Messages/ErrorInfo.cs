namespace StoreHub.Protocol.Messages;

/// <summary>Why a call did not do what it was asked to. Immutable.</summary>
public sealed record ErrorInfo
{
    /// <summary>The number.</summary>
    public required StoreErrorCode Code { get; init; }

    /// <summary>What is wrong, for people.</summary>
    public required string Message { get; init; }

    /// <summary>Where: a place in the store or a key of the message; null if it is about neither.</summary>
    public string? Path { get; init; }

    /// <summary>The limit that was passed; null if it is about no limit.</summary>
    public long? Limit { get; init; }

    /// <summary>For <see cref="StoreErrorCode.SequenceGap"/> and <see cref="StoreErrorCode.SequenceConflict"/>: the seq expected next; else null.</summary>
    public long? ExpectedSeq { get; init; }

    /// <summary>The error that an exception stands for; its text is kept.</summary>
    public static ErrorInfo From(StoreException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new ErrorInfo { Code = exception.Code, Message = exception.Message, Path = exception.Path, Limit = exception.Limit };
    }

    /// <summary>The exception that this error stands for.</summary>
    public StoreException ToException() => new(Code, Message, Path, Limit);
}
