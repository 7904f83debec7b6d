using Microsoft.Win32.SafeHandles;
using StoreHub.Storage;

namespace StoreHub.Server.Files.Disks;

/// <summary>A file of this machine.</summary>
internal sealed class LocalDiskFile(string path, SafeFileHandle handle) : IDiskFile
{
    private long _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle, bytes, _length);
        _length += bytes.Length;
    }

    public void Sync() => FileSync.File(handle, path);

    public void Dispose() => handle.Dispose();
}
