using StoreHub.Server.Files.Disks;
using StoreHub.Server.Files.Format;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Files;

/// <summary>Finds the stores of a data folder.</summary>
internal static class StoreFolders
{
    /// <summary>The names of the stores that have history, in ordinal order.</summary>
    /// <exception cref="DamagedFileException">A name was cut, and the file that says it in full is damaged.</exception>
    public static IReadOnlyList<StoreName> List(IDisk disk, string dataPath)
    {
        var names = new List<StoreName>();
        string stores = Path.Combine(dataPath, StoreFolder.Stores);
        foreach (string folder in disk.List(stores))
        {
            if (StoreFolderName.TryParse(folder, out StoreName name) || TryReadName(disk, Path.Combine(stores, folder), out name)) names.Add(name);
        }

        names.Sort(static (left, right) => string.CompareOrdinal(left.ToString(), right.ToString()));
        return names;
    }

    private static bool TryReadName(IDisk disk, string folder, out StoreName name)
    {
        name = default;
        if (disk.List(folder).FirstOrDefault(StoreFolder.IsSegment) is not { } segment) return false;
        string path = Path.Combine(folder, segment);
        name = SegmentHead.Read(path, disk.Read(path), out _).Name;
        return true;
    }
}
