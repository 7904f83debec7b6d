using StoreHub.Server.Files.Disks;

namespace StoreHub.Server.Tests.Files;

/// <summary>A disk with one file, to be read.</summary>
internal sealed class OneFileDisk(string path, byte[] content) : IDisk
{
    public IReadOnlyList<string> List(string folder) => folder == Path.GetDirectoryName(path) ? [Path.GetFileName(path)] : [];

    public byte[] Read(string path1, int most = int.MaxValue) => [.. content.Take(most)];

    public void CreateFolder(string path1) => throw new NotSupportedException();

    public IDiskFile Create(string path1) => throw new NotSupportedException();

    public void Rename(string from, string to) => throw new NotSupportedException();

    public void Delete(string path1) => throw new NotSupportedException();

    public void DeleteFolder(string path1) => throw new NotSupportedException();

    public void SyncFolder(string path1) => throw new NotSupportedException();
}
