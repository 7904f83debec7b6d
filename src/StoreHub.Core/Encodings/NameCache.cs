using System.Text;
using StoreHub.MessagePack;

namespace StoreHub.Encodings;

/// <summary>
/// Gives the same string for the same bytes, so that a run of operations by few authors on few keys makes few strings. It keeps the
/// last short ASCII name per slot and never grows. Not safe for use by several threads at once.
/// </summary>
public sealed class NameCache
{
    private const int Slots = 256;
    private const int MaxBytes = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string?[] _names = new string?[Slots];

    /// <summary>The path that was read last with it.</summary>
    internal PathMemo Paths { get; } = new();

    internal string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxBytes) return Decode(utf8);
        ref string? slot = ref _names[Slot(utf8)];
        if (slot is { } known && Ascii.Equals(utf8, known)) return known;
        string name = Decode(utf8);
        if (name.Length == utf8.Length) slot = name;
        return name;
    }

    internal static string Get(NameCache? cache, ReadOnlySpan<byte> utf8) => cache is null ? Decode(utf8) : cache.Get(utf8);

    private static int Slot(ReadOnlySpan<byte> utf8)
    {
        uint hash = (uint)utf8.Length;
        foreach (byte b in utf8) hash = hash * 31 + b;
        return (int)((hash ^ (hash >> 8)) % Slots);
    }

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (Letters.Find(utf8) is { } letter) return letter;
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (ArgumentException)
        {
            throw new MessagePackFormatException("A string is not valid UTF-8.");
        }
    }
}
