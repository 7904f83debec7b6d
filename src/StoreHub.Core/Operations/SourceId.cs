namespace StoreHub.Operations;

/// <summary>
/// Names one replica's incarnation: <c>[A-Za-z0-9_-]{1,64}</c>, compared by ordinal. Immutable. The default value names nobody
/// and is valid only where a record has no author.
/// </summary>
public readonly struct SourceId : IEquatable<SourceId>, IComparable<SourceId>
{
    /// <summary>The most characters a source has.</summary>
    public const int MaxLength = 64;

    private readonly string? _name;

    private SourceId(string name) => _name = name;

    /// <summary>Whether this names nobody.</summary>
    public bool IsNone => _name is null;

    /// <summary>Makes a source from its name.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.InvalidSource"/>.</exception>
    public static SourceId Parse(string name) => TryParse(name, out SourceId source)
        ? source
        : throw new StoreException(StoreErrorCode.InvalidSource, $"'{name}' is no source: it must match [A-Za-z0-9_-]{{1,64}}.", limit: MaxLength);

    /// <summary>Makes a source from its name, if it is one.</summary>
    public static bool TryParse(string? name, out SourceId source)
    {
        source = default;
        if (name is null || name.Length is 0 or > MaxLength) return false;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')) return false;
        }

        source = new SourceId(name);
        return true;
    }

    /// <summary>Makes a new random source: 12 characters, 72 random bits.</summary>
    public static SourceId NewRandom()
    {
        Span<byte> bytes = stackalloc byte[9];
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
        return new SourceId(System.Buffers.Text.Base64Url.EncodeToString(bytes));
    }

    /// <inheritdoc/>
    public int CompareTo(SourceId other) => string.CompareOrdinal(_name, other._name);

    /// <inheritdoc/>
    public bool Equals(SourceId other) => string.Equals(_name, other._name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SourceId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _name is null ? 0 : string.GetHashCode(_name, StringComparison.Ordinal);

    /// <summary>Whether both share their name's string: then they are equal; else they may be all the same.</summary>
    internal bool IsSameInstance(SourceId other) => ReferenceEquals(_name, other._name);

    /// <summary>The name, or the empty string.</summary>
    public override string ToString() => _name ?? "";

    /// <summary>Whether both name the same replica.</summary>
    public static bool operator ==(SourceId left, SourceId right) => left.Equals(right);

    /// <summary>Whether they name different replicas.</summary>
    public static bool operator !=(SourceId left, SourceId right) => !left.Equals(right);

    /// <summary>Ordinal order.</summary>
    public static bool operator <(SourceId left, SourceId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(SourceId left, SourceId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(SourceId left, SourceId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(SourceId left, SourceId right) => left.CompareTo(right) >= 0;
}
