using System.Globalization;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Stores;
using StoreHub.Storage;

namespace StoreHub.Server.Files;

/// <summary>The folder of one store: what its files are called.</summary>
internal sealed class StoreFolder(IDisk disk, string dataPath, StoreName name)
{
    /// <summary>Below the data folder, where the folders of stores are.</summary>
    public const string Stores = "stores";

    /// <summary>What is not complete yet, and is removed when a store is opened.</summary>
    public const string AsideSuffix = ".new";

    public const string SnapshotName = "snapshot.bin";

    private const string SegmentSuffix = ".log";

    public IDisk Disk => disk;

    public StoreName Name => name;

    public string Path { get; } = System.IO.Path.Combine(dataPath, Stores, StoreFolderName.Of(name.ToString()));

    public string SnapshotPath => System.IO.Path.Combine(Path, SnapshotName);

    public bool HasSnapshot => disk.List(Path).Contains(SnapshotName);

    public string SegmentPath(long number) => System.IO.Path.Combine(Path, number.ToString("D10", CultureInfo.InvariantCulture) + SegmentSuffix);

    /// <summary>The numbers of the segments, rising.</summary>
    public IReadOnlyList<long> Segments() => [.. disk.List(Path).Where(IsSegment).Select(file => long.Parse(file[..^SegmentSuffix.Length], CultureInfo.InvariantCulture)).Order()];

    /// <summary>Removes what was begun and not completed.</summary>
    public void RemoveAsides()
    {
        foreach (string file in disk.List(Path).Where(file => file.EndsWith(AsideSuffix, StringComparison.Ordinal))) disk.Delete(System.IO.Path.Combine(Path, file));
    }

    /// <summary>Puts a file in its place as a whole: aside, synced, renamed, and the name synced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">What it begins with.</param>
    /// <param name="content">What follows.</param>
    /// <returns>The file, open to be appended to.</returns>
    public IDiskFile Place(string path, ReadOnlySpan<byte> head, ReadOnlySpan<byte> content)
    {
        disk.CreateFolder(Path);
        IDiskFile file = disk.Create(path + AsideSuffix);
        try
        {
            file.Append(head);
            file.Append(content);
            file.Sync();
            disk.Rename(path + AsideSuffix, path);
            disk.SyncFolder(Path);
            return file;
        }
        catch
        {
            file.Dispose();
            // a full disk needs its room back; what cannot be removed is replaced or removed later
            try
            {
                disk.Delete(path + AsideSuffix);
            }
            catch (IOException)
            {
            }

            throw;
        }
    }

    /// <summary>Whether a file is a segment, by its name.</summary>
    public static bool IsSegment(string file) => file.EndsWith(SegmentSuffix, StringComparison.Ordinal) && file.AsSpan(0, file.Length - SegmentSuffix.Length).IndexOfAnyExceptInRange('0', '9') < 0 && file.Length > SegmentSuffix.Length;
}
