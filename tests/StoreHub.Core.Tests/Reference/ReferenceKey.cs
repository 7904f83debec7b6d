namespace StoreHub.Core.Tests.Reference;

/// <summary>Map keys and Set members: scalars by value, where −0 is 0 and NaN is NaN.</summary>
internal static class ReferenceKey
{
    public static bool IsKey(StoreValue key) => key.Kind is
        ValueKind.Null or ValueKind.Boolean or ValueKind.Number or ValueKind.String or ValueKind.Bytes or ValueKind.Instant;

    public static StoreValue Stored(StoreValue key) => key.Kind == ValueKind.Number && key.AsNumber() == 0 ? 0.0 : key;

    public static bool Same(StoreValue left, StoreValue right)
    {
        if (left.Kind != right.Kind) return false;
        return left.Kind switch
        {
            ValueKind.Null => true,
            ValueKind.Boolean => left.AsBoolean() == right.AsBoolean(),
            ValueKind.Number => left.AsNumber().Equals(right.AsNumber()),
            ValueKind.String => string.Equals(left.AsString(), right.AsString(), StringComparison.Ordinal),
            ValueKind.Bytes => left.AsBytes().Span.SequenceEqual(right.AsBytes().Span),
            ValueKind.Instant => left.AsUnixMilliseconds() == right.AsUnixMilliseconds(),
            _ => false,
        };
    }
}
