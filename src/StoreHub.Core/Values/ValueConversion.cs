using System.Diagnostics.CodeAnalysis;

namespace StoreHub;

/// <summary>Store values as plain .NET values.</summary>
internal static class ValueConversion
{
    /// <summary>Whether the value is a <typeparamref name="T"/> without loss.</summary>
    public static bool TryConvert<T>(StoreValue value, [MaybeNullWhen(false)] out T result)
    {
        if (typeof(T) == typeof(StoreValue))
        {
            result = (T)(object)value;
            return true;
        }

        Type? nullable = Nullable.GetUnderlyingType(typeof(T));
        if (value.IsNullOrUndefined)
        {
            result = default;
            return nullable is not null || !typeof(T).IsValueType;
        }

        if (Convert(value, nullable ?? typeof(T)) is T converted)
        {
            result = converted;
            return true;
        }

        result = default;
        return false;
    }

    /// <summary>Lists, dictionaries and scalars; undefined becomes null.</summary>
    public static object? ToObject(StoreValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Undefined or ValueKind.Null: return null;
            case ValueKind.Boolean: return value.AsBoolean();
            case ValueKind.Number: return value.AsNumber();
            case ValueKind.String: return value.AsString();
            case ValueKind.Bytes: return value.AsBytes().ToArray();
            case ValueKind.Instant: return value.AsInstant();
            case ValueKind.Array:
                var list = new List<object?>(value.AsArray().Count);
                foreach (StoreValue item in value.AsArray().Items) list.Add(ToObject(item));
                return list;
            case ValueKind.Map:
                // a Map's key may be null, which no Dictionary takes
                var pairs = new OrderedDictionary<StoreValue, object?>();
                foreach ((StoreValue key, StoreValue item) in value.AsMap().Entries) pairs.Add(key, ToObject(item));
                return pairs;
            case ValueKind.Set:
                return new HashSet<StoreValue>(value.AsSet());
            default:
                var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach ((string key, StoreValue item) in value.AsObject().Entries) entries.Add(key, ToObject(item));
                return entries;
        }
    }

    private static object? Convert(StoreValue value, Type type) => value.Kind switch
    {
        ValueKind.Boolean => value.AsBoolean(),
        ValueKind.Number => FromNumber(value.AsNumber(), type),
        ValueKind.String => FromString(value.AsString(), type),
        ValueKind.Bytes when type == typeof(ReadOnlyMemory<byte>) => value.AsBytes(),
        ValueKind.Bytes => value.AsBytes().ToArray(),
        ValueKind.Instant when type == typeof(DateTime) => value.AsInstant().UtcDateTime,
        ValueKind.Instant => value.AsInstant(),
        _ => value.Container,
    };

    private static object? FromNumber(double number, Type type)
    {
        bool whole = number == Math.Floor(number);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Single => (object)(float)number,
            TypeCode.Decimal when Math.Abs(number) < 7.9e28 => (decimal)number,
            TypeCode.Int32 when !type.IsEnum && whole && number is >= int.MinValue and <= int.MaxValue => (int)number,
            TypeCode.Int64 when !type.IsEnum && whole && number is >= -9007199254740991 and <= 9007199254740991 => (long)number,
            _ => number,
        };
    }

    private static object? FromString(string text, Type type)
    {
        if (type == typeof(Guid)) return Guid.TryParse(text, out Guid id) ? id : null;
        return type.IsEnum ? FromName(text, type) : text;
    }

    private static object? FromName(string text, Type type) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+') && Enum.TryParse(type, text, out object? named) ? named : null;
}
