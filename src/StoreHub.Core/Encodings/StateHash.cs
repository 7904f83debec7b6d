using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StoreHub.MessagePack;

namespace StoreHub.Encodings;

/// <summary>The SHA-256 of a canonical encoding: replicas with the same visible state have the same one. Immutable.</summary>
public readonly struct StateHash : IEquatable<StateHash>
{
    /// <summary>How many bytes it has.</summary>
    public const int Size = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private StateHash(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> parts = MemoryMarshal.Cast<byte, ulong>(bytes);
        (_a, _b, _c, _d) = (parts[0], parts[1], parts[2], parts[3]);
    }

    /// <summary>The hash of a value.</summary>
    public static StateHash Of(StoreValue value)
    {
        var writer = new MessagePackWriter();
        CanonicalEncoding.Write(writer, value);
        return Of(writer.WrittenSpan);
    }

    /// <summary>The hash of canonical bytes.</summary>
    public static StateHash Of(ReadOnlySpan<byte> canonical)
    {
        Span<byte> bytes = stackalloc byte[Size];
        SHA256.HashData(canonical, bytes);
        return new StateHash(bytes);
    }

    /// <summary>Makes a hash from its 32 bytes.</summary>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public static StateHash FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new StateHash(bytes)
        : throw new ArgumentException($"A state hash has {Size} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Reads 64 hexadecimal digits.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static StateHash Parse(string text) => TryParse(text, out StateHash hash) ? hash : throw new FormatException($"'{text}' is no state hash: it has 64 hexadecimal digits.");

    /// <summary>Reads 64 hexadecimal digits, if it is that.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StateHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text?.Length != Size * 2 || Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        hash = new StateHash(bytes);
        return true;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Copies the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        ReadOnlySpan<ulong> parts = [_a, _b, _c, _d];
        MemoryMarshal.AsBytes(parts).CopyTo(destination);
    }

    /// <summary>64 hexadecimal digits in lower case.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(StateHash other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StateHash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _a.GetHashCode();

    /// <summary>Whether both are the same hash.</summary>
    public static bool operator ==(StateHash left, StateHash right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(StateHash left, StateHash right) => !left.Equals(right);
}
