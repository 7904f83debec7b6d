namespace StoreHub;

/// <summary>Deep equality of values that are not one reference: equal values have equal canonical encodings.</summary>
internal static class ValueEquality
{
    public static bool AreEqual(StoreValue left, StoreValue right)
    {
        ValueKind kind = left.Kind;
        if (kind != right.Kind) return false;
        return kind switch
        {
            ValueKind.Undefined or ValueKind.Null => true,
            ValueKind.Boolean => left.AsBoolean() == right.AsBoolean(),
            ValueKind.Number => BitConverter.DoubleToInt64Bits(left.AsNumber()) == BitConverter.DoubleToInt64Bits(right.AsNumber()),
            ValueKind.Instant => left.AsUnixMilliseconds() == right.AsUnixMilliseconds(),
            ValueKind.String => string.Equals(left.AsString(), right.AsString(), StringComparison.Ordinal),
            ValueKind.Bytes => left.AsBytes().Span.SequenceEqual(right.AsBytes().Span),
            ValueKind.Array => left.AsArray().SequenceEqual(right.AsArray()),
            ValueKind.Map => left.AsMap().SequenceEqual(right.AsMap()),
            ValueKind.Set => left.AsSet().SequenceEqual(right.AsSet()),
            _ => AreEqual(left.AsObject(), right.AsObject()),
        };
    }

    public static int HashOf(StoreValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Boolean: return value.AsBoolean() ? 1 : 2;
            // seeded: the hashes of .NET's own numbers are known, and keys come from anybody
            case ValueKind.Number: return Seeded(BitConverter.DoubleToInt64Bits(value.AsNumber()));
            case ValueKind.Instant: return Seeded(value.AsUnixMilliseconds());
            case ValueKind.String: return string.GetHashCode(value.AsString(), StringComparison.Ordinal);
            case ValueKind.Bytes:
                var hash = default(HashCode);
                hash.AddBytes(value.AsBytes().Span);
                return hash.ToHashCode();
            case ValueKind.Undefined or ValueKind.Null: return (int)value.Kind;
            default: return HashCode.Combine(value.Kind, value.Container!.Count);
        }
    }

    private static int Seeded(long bits) => HashCode.Combine((int)bits, (int)(bits >> 32));

    private static bool AreEqual(ObjectValue left, ObjectValue right)
    {
        if (left.Count != right.Count) return false;
        foreach ((string key, StoreValue value) in left)
        {
            if (!right.TryGetValue(key, out StoreValue other) || !value.Equals(other)) return false;
        }

        return true;
    }
}
