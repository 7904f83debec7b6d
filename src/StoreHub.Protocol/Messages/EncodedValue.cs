using StoreHub.Encodings;
using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>A value with its bytes on each wire, which are made when they are first asked for and then kept. Safe for any thread.</summary>
/// <param name="value">The value.</param>
public sealed class EncodedValue(StoreValue value)
{
    // arrays and not memories, so that a reader on another thread sees all or nothing
    private byte[]? _binary;
    private byte[]? _json;

    /// <summary>The value.</summary>
    public StoreValue Value { get; } = value;

    /// <summary>The binary encoding.</summary>
    public ReadOnlySpan<byte> Binary => _binary ??= ValueEncoding.ToBytes(Value);

    /// <summary>The JSON form, in UTF-8.</summary>
    public ReadOnlySpan<byte> Json => _json ??= ValueBytes.Json(Value);
}
