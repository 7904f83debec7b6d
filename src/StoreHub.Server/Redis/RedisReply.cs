namespace StoreHub.Server.Redis;

/// <summary>What Redis answered. Immutable.</summary>
internal abstract class RedisReply
{
    /// <summary>Whether there is nothing.</summary>
    public abstract bool IsNull { get; }

    /// <summary>The bytes of a string, or of a number's text.</summary>
    public abstract byte[] Bytes { get; }

    /// <summary>A number, or a string that is one.</summary>
    public abstract long Integer { get; }

    /// <summary>A string.</summary>
    public abstract string Text { get; }

    /// <summary>The elements of an array.</summary>
    public abstract IReadOnlyList<RedisReply> Items { get; }
}
