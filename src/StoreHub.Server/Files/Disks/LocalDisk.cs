using Microsoft.Win32.SafeHandles;
using StoreHub.Storage;

namespace StoreHub.Server.Files.Disks;

/// <summary>The file system of this machine.</summary>
internal sealed class LocalDisk : IDisk
{
    public IReadOnlyList<string> List(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        string[] names = [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    public void CreateFolder(string path)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path)) return;
        string? above = Path.GetDirectoryName(path);
        if (above is not null) CreateFolder(above);
        Directory.CreateDirectory(path);
        if (above is not null) SyncFolder(above);
    }

    public IDiskFile Create(string path) => new LocalDiskFile(path, File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete));

    public byte[] Read(string path, int most = int.MaxValue)
    {
        if (most == int.MaxValue) return File.ReadAllBytes(path);
        using SafeFileHandle handle = File.OpenHandle(path);
        byte[] start = new byte[Math.Min(most, RandomAccess.GetLength(handle))];
        int read = 0;
        while (read < start.Length && RandomAccess.Read(handle, start.AsSpan(read), read) is > 0 and var more) read += more;
        return start[..read];
    }

    public void Rename(string from, string to)
    {
        if (Directory.Exists(from)) Directory.Move(from, to);
        else File.Move(from, to, overwrite: true);
    }

    public void Delete(string path)
    {
        if (File.Exists(path)) File.Delete(path);
    }

    public void DeleteFolder(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    public void SyncFolder(string path) => FileSync.Folder(path);
}
