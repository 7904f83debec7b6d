using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace StoreHub;

/// <summary>
/// An immutable value of a store: a scalar in place, or a reference to an immutable container. 16 bytes; the default is
/// <see cref="Undefined"/>. Safe for any thread. Equality is by value and deep: NaN equals NaN, −0 differs from 0, keys of
/// objects in any order, Map entries and Set members in their order (equal values have equal canonical encodings).
/// </summary>
[System.Text.Json.Serialization.JsonConverter(typeof(StoreHub.Json.StoreValueJsonConverter))]
public readonly struct StoreValue : IEquatable<StoreValue>
{
    private static readonly object NullTag = new();
    private static readonly object BooleanTag = new();
    private static readonly object NumberTag = new();
    private static readonly object InstantTag = new();

    private readonly object? _reference;
    private readonly long _bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private StoreValue(object? reference, long bits)
    {
        _reference = reference;
        _bits = bits;
    }

    internal StoreValue(ContainerValue container) => _reference = container;

    /// <summary>Undefined.</summary>
    public static StoreValue Undefined => default;

    /// <summary>Null.</summary>
    public static StoreValue Null => new(NullTag, 0);

    /// <summary>What kind of value this is.</summary>
    public ValueKind Kind
    {
        get
        {
            object? reference = _reference;
            if (reference is null) return ValueKind.Undefined;
            if (ReferenceEquals(reference, NumberTag)) return ValueKind.Number;
            if (reference is string) return ValueKind.String;
            if (ReferenceEquals(reference, BooleanTag)) return ValueKind.Boolean;
            if (ReferenceEquals(reference, NullTag)) return ValueKind.Null;
            if (ReferenceEquals(reference, InstantTag)) return ValueKind.Instant;
            return reference is byte[]? ValueKind.Bytes : Unsafe.As<ContainerValue>(reference).Kind;
        }
    }

    /// <summary>Whether this is <see cref="Undefined"/>.</summary>
    public bool IsUndefined => _reference is null;

    /// <summary>Whether this is null or undefined.</summary>
    public bool IsNullOrUndefined => _reference is null || ReferenceEquals(_reference, NullTag);

    /// <summary>Whether this can be a Map key or Set member: null, boolean, number, string, bytes or instant.</summary>
    public bool IsScalar => _reference is not (null or ContainerValue);

    internal bool IsNumber => ReferenceEquals(_reference, NumberTag);

    /// <summary>The string, or null if it is none.</summary>
    internal string? Text => _reference as string;

    internal ContainerValue? Container => _reference as ContainerValue;

    /// <summary>The boolean.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public bool AsBoolean() => ReferenceEquals(_reference, BooleanTag) ? _bits != 0 : throw WrongKind(ValueKind.Boolean);

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public double AsNumber() => IsNumber ? BitConverter.Int64BitsToDouble(_bits) : throw WrongKind(ValueKind.Number);

    /// <summary>The string.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public string AsString() => _reference as string ?? throw WrongKind(ValueKind.String);

    /// <summary>The bytes.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public ReadOnlyMemory<byte> AsBytes() => _reference as byte[] ?? throw WrongKind(ValueKind.Bytes);

    /// <summary>The instant, in UTC.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public DateTimeOffset AsInstant() => DateTimeOffset.FromUnixTimeMilliseconds(AsUnixMilliseconds());

    /// <summary>The instant as milliseconds since the Unix epoch.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public long AsUnixMilliseconds() => ReferenceEquals(_reference, InstantTag) ? _bits : throw WrongKind(ValueKind.Instant);

    /// <summary>The object.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public ObjectValue AsObject() => _reference as ObjectValue ?? throw WrongKind(ValueKind.Object);

    /// <summary>The array.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public ArrayValue AsArray() => _reference as ArrayValue ?? throw WrongKind(ValueKind.Array);

    /// <summary>The Map.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public MapValue AsMap() => _reference as MapValue ?? throw WrongKind(ValueKind.Map);

    /// <summary>The Set.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public SetValue AsSet() => _reference as SetValue ?? throw WrongKind(ValueKind.Set);

    /// <summary>Makes a boolean.</summary>
    public static StoreValue FromBoolean(bool value) => new(BooleanTag, value ? 1 : 0);

    /// <summary>Makes a number; every NaN is one NaN.</summary>
    public static StoreValue FromNumber(double value) =>
        new(NumberTag, BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value));

    /// <summary>Makes a number from an integer.</summary>
    /// <exception cref="StoreException">It lies beyond ±(2^53−1): <see cref="StoreErrorCode.IntegerOutOfRange"/>.</exception>
    public static StoreValue FromInteger(long value) =>
        value is >= -9007199254740991 and <= 9007199254740991
            ? FromNumber(value)
            : throw new StoreException(StoreErrorCode.IntegerOutOfRange, $"The integer {value} lies beyond ±(2^53−1) and would lose digits; write it as a string.", limit: 9007199254740991);

    /// <summary>Makes a string, or null from null.</summary>
    /// <exception cref="StoreException">It has a lone surrogate: <see cref="StoreErrorCode.LoneSurrogate"/>.</exception>
    public static StoreValue FromString(string? value) => value is null ? Null : new(ValueText.RequireWellFormed(value), 0);

    /// <summary>Makes bytes from a copy of <paramref name="value"/>.</summary>
    public static StoreValue FromBytes(ReadOnlySpan<byte> value) => new(value.ToArray(), 0);

    /// <summary>Makes an instant; parts of a millisecond are cut off.</summary>
    public static StoreValue FromInstant(DateTimeOffset value) => new(InstantTag, value.ToUnixTimeMilliseconds());

    /// <summary>Makes an instant from milliseconds since the Unix epoch.</summary>
    /// <exception cref="StoreException">It lies outside the years 1 to 9999: <see cref="StoreErrorCode.InvalidInstant"/>.</exception>
    public static StoreValue FromUnixMilliseconds(long value) =>
        value is >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? new(InstantTag, value)
            : throw new StoreException(StoreErrorCode.InvalidInstant, $"The instant {value} ms lies outside the years 1 to 9999.");

    /// <summary>A string that is known to be well-formed, such as one decoded from UTF-8.</summary>
    internal static StoreValue FromValidString(string value) => new(value, 0);

    /// <summary>Makes an object value.</summary>
    public static implicit operator StoreValue(ObjectValue? value) => value is null ? Null : new(value);

    /// <summary>Makes an array value.</summary>
    public static implicit operator StoreValue(ArrayValue? value) => value is null ? Null : new(value);

    /// <summary>Makes a Map value.</summary>
    public static implicit operator StoreValue(MapValue? value) => value is null ? Null : new(value);

    /// <summary>Makes a Set value.</summary>
    public static implicit operator StoreValue(SetValue? value) => value is null ? Null : new(value);

    /// <summary>Makes a boolean value.</summary>
    public static implicit operator StoreValue(bool value) => FromBoolean(value);

    /// <summary>Makes a number value.</summary>
    public static implicit operator StoreValue(int value) => FromNumber(value);

    /// <summary>Makes a number value; see <see cref="FromInteger"/>.</summary>
    public static implicit operator StoreValue(long value) => FromInteger(value);

    /// <summary>Makes a number value.</summary>
    public static implicit operator StoreValue(double value) => FromNumber(value);

    /// <summary>Makes a string value, or null.</summary>
    public static implicit operator StoreValue(string? value) => FromString(value);

    /// <summary>Makes a bytes value, or null.</summary>
    public static implicit operator StoreValue(byte[]? value) => value is null ? Null : FromBytes(value);

    /// <summary>Makes a bytes value.</summary>
    public static implicit operator StoreValue(ReadOnlyMemory<byte> value) => FromBytes(value.Span);

    /// <summary>Makes an instant value.</summary>
    public static implicit operator StoreValue(DateTimeOffset value) => FromInstant(value);

    /// <summary>
    /// Copies any .NET value in: scalars, collections, JSON, anonymous types, records and plain classes (public properties, names as
    /// they are). Later changes to <paramref name="value"/> change nothing. Enums become their names, dictionaries with keys other
    /// than strings Maps, sets Sets. A decimal is taken if a double gives it back.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="limits">Depth, key size and number of items; null for <see cref="StoreLimits.Default"/>.</param>
    /// <exception cref="StoreException">A value that stores refuse; names the place within it, and the limit.</exception>
    [RequiresUnreferencedCode(PlainObject.Trimming)]
    public static StoreValue From(object? value, StoreLimits? limits = null) => new ValueCopy(limits ?? StoreLimits.Default).Copy(value);

    /// <summary>
    /// The value as <typeparamref name="T"/> if it is one without loss: bool, int, long, double, float (rounded), decimal, string,
    /// byte[], DateTimeOffset, DateTime (UTC), Guid, an enum by name, their nullable forms (from null and undefined), a container, or
    /// <see cref="StoreValue"/>.
    /// </summary>
    public bool TryConvert<T>([MaybeNullWhen(false)] out T result) => ValueConversion.TryConvert(this, out result);

    /// <summary>
    /// The value in plain .NET types: <see cref="List{T}"/>, <see cref="Dictionary{TKey,TValue}"/> by string, for a Map an
    /// <see cref="OrderedDictionary{TKey,TValue}"/> and for a Set a <see cref="HashSet{T}"/> of <see cref="StoreValue"/>; undefined
    /// becomes null. A copy.
    /// </summary>
    public object? ToObject() => ValueConversion.ToObject(this);

    /// <summary>The tagged JSON form.</summary>
    public override string ToString() => Json.TaggedJson.ToJson(this);

    /// <inheritdoc/>
    public bool Equals(StoreValue other) => ReferenceEquals(_reference, other._reference) ? _bits == other._bits : ValueEquality.AreEqual(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StoreValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ValueEquality.HashOf(this);

    /// <summary>Whether both are equal by value.</summary>
    public static bool operator ==(StoreValue left, StoreValue right) => left.Equals(right);

    /// <summary>Whether they differ by value.</summary>
    public static bool operator !=(StoreValue left, StoreValue right) => !left.Equals(right);

    private InvalidOperationException WrongKind(ValueKind wanted) => new($"The value is of kind {Kind}, not {wanted}.");
}
