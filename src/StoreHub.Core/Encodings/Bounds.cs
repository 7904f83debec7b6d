using System.Text;

namespace StoreHub.Encodings;

/// <summary>
/// The limits within a value, as a reader of any format checks them while it reads. A place is whatever has a text, which is made for
/// an error only.
/// </summary>
internal readonly struct Bounds(StoreLimits? limits)
{
    private readonly int _depth = limits?.MaxDepth ?? ContainerValue.MaxNesting;
    private readonly int _keyBytes = limits?.MaxKeyBytes ?? int.MaxValue;

    public void RequireDepth(int depth, object? place = null)
    {
        if (depth > _depth) throw new StoreException(StoreErrorCode.TooDeep, $"The value{At(place)} is nested deeper than {_depth} levels.", place?.ToString(), _depth);
    }

    public void RequireKey(StoreValue key, object? place = null)
    {
        if (key.Text is { } text) RequireKey(text, place);
        else if (key.Kind == ValueKind.Bytes) RequireKey(key.AsBytes().Length, place);
    }

    public void RequireKey(string key, object? place = null)
    {
        // at most 3 bytes for each UTF-16 unit: short keys need no count
        if (key.Length > _keyBytes / 3) RequireKey(Encoding.UTF8.GetByteCount(key), place);
    }

    public void RequireKey(int bytes, object? place = null)
    {
        if (bytes > _keyBytes) throw new StoreException(StoreErrorCode.TooLarge, $"A key{At(place)} of {bytes} bytes is over the limit of {_keyBytes}.", place?.ToString(), _keyBytes);
    }

    private static string At(object? place) => place is null ? "" : $" at {place}";
}
