using StoreHub.Server.Files.Disks;
using StoreHub.Server.Files.Format;
using StoreHub.Server.Stores;
using StoreHub.Storage;

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
            if (TryReadName(disk, stores, folder, out StoreName name)) names.Add(name);
        }

        names.Sort(static (left, right) => string.CompareOrdinal(left.ToString(), right.ToString()));
        return names;
    }

    /// <summary>Whose a folder is: its name says it or, if that was cut, a file in it.</summary>
    /// <exception cref="DamagedFileException">The file that says it is damaged.</exception>
    public static bool TryReadName(IDisk disk, string stores, string folder, out StoreName name)
    {
        if (StoreName.TryParse(StoreFolderName.TryParse(folder), out name)) return true;
        string inside = Path.Combine(stores, folder);
        if (disk.List(inside).FirstOrDefault(StoreFolder.IsSegment) is not { } segment) return false;
        string path = Path.Combine(inside, segment);
        name = SegmentHead.Read(path, disk.Read(path), out _).Name;
        return true;
    }
}
