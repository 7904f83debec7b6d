using System.Numerics;

namespace StoreHub;

/// <summary>Copies .NET's scalars: what fits no scalar of a store without loss is refused.</summary>
internal static class ScalarCopy
{
    private static readonly BigInteger MaxInteger = 9007199254740991;

    /// <exception cref="StoreException">It is a scalar, but one that would lose something.</exception>
    public static bool TryCopy(object value, out StoreValue copy)
    {
        copy = default;
        switch (value)
        {
            case string text: copy = text; break;
            case bool boolean: copy = boolean; break;
            case int number: copy = number; break;
            case long number: copy = StoreValue.FromInteger(number); break;
            case double number: copy = number; break;
            case float number: copy = (double)number; break;
            case byte number: copy = (int)number; break;
            case sbyte number: copy = (int)number; break;
            case short number: copy = (int)number; break;
            case ushort number: copy = (int)number; break;
            case uint number: copy = (double)number; break;
            case ulong number: copy = Integer(number); break;
            case nint number: copy = Integer(number); break;
            case nuint number: copy = Integer(number); break;
            case Int128 number: copy = Integer(number); break;
            case UInt128 number: copy = Integer(number); break;
            case BigInteger number: copy = Integer(number); break;
            case Half number: copy = (double)number; break;
            case decimal number: copy = Decimal(number); break;
            case char character: copy = character.ToString(); break;
            case Guid id: copy = id.ToString(); break;
            case byte[] bytes: copy = bytes; break;
            case ReadOnlyMemory<byte> bytes: copy = bytes; break;
            case Memory<byte> bytes: copy = (ReadOnlyMemory<byte>)bytes; break;
            case ArraySegment<byte> bytes: copy = StoreValue.FromBytes(bytes); break;
            case DateTimeOffset instant: copy = instant; break;
            case DateTime instant: copy = Instant(instant); break;
            case Enum name: copy = name.ToString(); break;
            default: return false;
        }

        return true;
    }

    private static StoreValue Integer(BigInteger value) => BigInteger.Abs(value) <= MaxInteger
        ? StoreValue.FromNumber((double)value)
        : throw new StoreException(StoreErrorCode.IntegerOutOfRange, $"The integer {value} lies beyond ±(2^53−1) and would lose digits; write it as a string.", limit: 9007199254740991);

    /// <summary>A decimal is taken when it comes back from the double as it was: whole and safe, or of at most 15 digits.</summary>
    private static StoreValue Decimal(decimal value)
    {
        double number = (double)value;
        if (decimal.IsInteger(value)) return Integer((BigInteger)value);
        return Math.Abs(number) < 1e28 && (decimal)number == value
            ? number
            : throw new StoreException(StoreErrorCode.UnsupportedType, $"The decimal {value} would lose digits as a double; write it as a string.");
    }

    private static StoreValue Instant(DateTime value) => value.Kind != DateTimeKind.Unspecified
        ? StoreValue.FromInstant(new DateTimeOffset(value))
        : throw new StoreException(StoreErrorCode.InvalidInstant, "A DateTime of unspecified kind names no instant; give it a kind or use DateTimeOffset.");
}
