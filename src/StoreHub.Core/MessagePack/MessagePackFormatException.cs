namespace StoreHub.MessagePack;

/// <summary>Bytes that are not what was expected of them; the message names the offset.</summary>
public sealed class MessagePackFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public MessagePackFormatException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and at which offset.</param>
    public MessagePackFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and at which offset.</param>
    /// <param name="innerException">The cause.</param>
    public MessagePackFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
