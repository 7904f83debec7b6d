using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Why a call did not do what it was asked to. Immutable.</summary>
public sealed record ErrorInfo : IWireMessage<ErrorInfo>
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

    static ErrorInfo IWireMessage<ErrorInfo>.Read(ref FieldReader reader)
    {
        StoreErrorCode? code = null;
        string? message = null;
        string? path = null;
        long? limit = null;
        long? expectedSeq = null;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "code": code = (StoreErrorCode)reader.Int32(); break;
                case "message": message = reader.String(); break;
                case "path": path = reader.String(); break;
                case "limit": limit = reader.Int64(); break;
                case "expectedSeq": expectedSeq = reader.Int64(); break;
                default: reader.Skip(); break;
            }
        }

        return new ErrorInfo
        {
            Code = code ?? throw reader.Missing("code"),
            Message = message ?? throw reader.Missing("message"),
            Path = path,
            Limit = limit,
            ExpectedSeq = expectedSeq,
        };
    }

    void IWireMessage<ErrorInfo>.Write(FieldWriter writer)
    {
        writer.Write("code", (long)Code);
        writer.Write("message", Message);
        writer.Write("path", Path);
        writer.Write("limit", Limit);
        writer.Write("expectedSeq", ExpectedSeq);
    }
}
