using System.Text;

namespace StoreHub.Protocol.Messages;

/// <summary>The rule for topic names, text of 1 to 256 bytes in UTF-8, in one place for hub and clients.</summary>
public static class TopicNameRule
{
    /// <summary>The most bytes a name has in UTF-8.</summary>
    public const int MaxBytes = 256;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Gives a topic's name back.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.InvalidTopic"/>.</exception>
    public static string Require(string? name) => name is not null && IsMatch(name)
        ? name
        : throw new StoreException(StoreErrorCode.InvalidTopic, $"A topic's name is text of 1 to {MaxBytes} bytes in UTF-8.", "topic", MaxBytes);

    /// <summary>Whether text is a topic's name.</summary>
    public static bool IsMatch(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // no string of so many letters is shorter in UTF-8
        if (name.Length is 0 or > MaxBytes) return false;
        try
        {
            return Strict.GetByteCount(name) <= MaxBytes;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
