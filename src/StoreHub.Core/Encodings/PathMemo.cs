using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>
/// The path that was read last: one author's operations mostly follow each other at one place. Only a path without identities, whose
/// bytes mean the same whoever wrote them. Not safe for use by several threads at once.
/// </summary>
internal sealed class PathMemo
{
    private const int MaxBytes = 64;

    private readonly byte[] _bytes = new byte[MaxBytes];
    private int _length;
    private StorePath? _path;
    private StoreLimits? _limits;

    /// <summary>Passes over the path if it is the last one again, and the limits that it was held against are the same.</summary>
    public StorePath? TryRead(ref MessagePackReader reader, StoreLimits? limits) =>
        _path is not null && ReferenceEquals(limits, _limits) && reader.TrySkip(_bytes.AsSpan(0, _length)) ? _path : null;

    public void Note(ReadOnlySpan<byte> bytes, StorePath path, StoreLimits? limits)
    {
        if (bytes.Length > MaxBytes) return;
        bytes.CopyTo(_bytes);
        _length = bytes.Length;
        _path = path;
        _limits = limits;
    }
}
