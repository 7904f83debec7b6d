using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>What the parts of one transaction or record have in common while they are read.</summary>
internal readonly struct DecodingContext(StoreLimits? limits, NameCache? names, SourceId own = default)
{
    /// <summary>The largest seq, revision or floor: what every language's numbers hold.</summary>
    public const long MaxCounter = 9007199254740991;

    public StoreLimits? Limits { get; } = limits;

    public NameCache? Names { get; } = names;

    /// <summary>The author: its own identities are written without their source.</summary>
    public SourceId Own { get; } = own;

    public DecodingContext For(SourceId source) => new(Limits, Names, source);

    public SourceId ReadSource(ref MessagePackReader reader)
    {
        ReadOnlySpan<byte> utf8 = reader.ReadStringUtf8();
        if (utf8.Length > SourceId.MaxLength)
            throw new StoreException(StoreErrorCode.InvalidSource, $"A source of {utf8.Length} bytes is over the limit of {SourceId.MaxLength}.", limit: SourceId.MaxLength);
        return SourceId.Parse(NameCache.Get(Names, utf8));
    }

    /// <summary>Reads a seq, revision or floor.</summary>
    public static long ReadCounter(ref MessagePackReader reader, string what)
    {
        long value = reader.ReadInt64();
        return value is >= 0 and <= MaxCounter
            ? value
            : throw new StoreException(StoreErrorCode.MalformedOperation, $"{what} is from 0 to 2^53−1, not {value}.", limit: MaxCounter);
    }

    /// <summary>Reads an index, ordinal or count.</summary>
    public static int ReadCount(ref MessagePackReader reader, string what)
    {
        long value = reader.ReadInt64();
        return value is >= 0 and <= int.MaxValue
            ? (int)value
            : throw new StoreException(StoreErrorCode.MalformedOperation, $"{what} is from 0 to 2^31−1, not {value}.", limit: int.MaxValue);
    }

    public static double ReadTimestamp(ref MessagePackReader reader)
    {
        double ts = reader.ReadDouble();
        return double.IsFinite(ts) ? ts : throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The timestamp {ts} is not finite.");
    }

    public void RequirePathDepth(int count) => OperationRules.RequirePathDepth(count, Limits);

    public void RequireStep(StoreValue key)
    {
        OperationRules.RequireStep(key);
        new Bounds(Limits).RequireKey(key);
    }
}
