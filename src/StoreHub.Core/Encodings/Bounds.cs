using System.Text;

namespace StoreHub.Encodings;

/// <summary>The limits within a value, as a reader of any format checks them while it reads.</summary>
internal readonly struct Bounds(StoreLimits? limits)
{
    private readonly int _depth = limits?.MaxDepth ?? ContainerValue.MaxNesting;
    private readonly int _keyBytes = limits?.MaxKeyBytes ?? int.MaxValue;

    public void RequireDepth(int depth, string? path = null)
    {
        if (depth > _depth) throw new StoreException(StoreErrorCode.TooDeep, $"The value{At(path)} is nested deeper than {_depth} levels.", path, _depth);
    }

    public void RequireKey(StoreValue key, string? path = null)
    {
        if (key.Kind == ValueKind.String) RequireKey(key.AsString(), path);
        else if (key.Kind == ValueKind.Bytes) RequireKey(key.AsBytes().Length, path);
    }

    public void RequireKey(string key, string? path = null)
    {
        // at most 3 bytes for each UTF-16 unit: short keys need no count
        if (key.Length > _keyBytes / 3) RequireKey(Encoding.UTF8.GetByteCount(key), path);
    }

    public void RequireKey(int bytes, string? path = null)
    {
        if (bytes > _keyBytes) throw new StoreException(StoreErrorCode.TooLarge, $"A key{At(path)} of {bytes} bytes is over the limit of {_keyBytes}.", path, _keyBytes);
    }

    private static string At(string? path) => path is null ? "" : $" at {path}";
}
