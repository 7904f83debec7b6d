using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Commands;

/// <summary>Looks through a data folder, without changing anything.</summary>
internal sealed class FolderCheck(IDisk disk, string dataPath)
{
    /// <summary>What lies in the data folder itself and is not in use.</summary>
    public IReadOnlyList<string> Leftovers() =>
        [.. disk.List(dataPath).Where(static name => name.StartsWith(FileOperationLog.TrashPrefix, StringComparison.Ordinal)).Select(name => Path.Combine(dataPath, name))];

    /// <summary>The folders of stores.</summary>
    public IReadOnlyList<string> Folders() => disk.List(Path.Combine(dataPath, StoreFolder.Stores));


    public StoreFinding Check(string folder)
    {
        string path = Path.Combine(dataPath, StoreFolder.Stores, folder);
        IReadOnlyList<string> files = disk.List(path);
        var finding = new StoreFinding(folder)
        {
            Bytes = files.Sum(file => new FileInfo(Path.Combine(path, file)) is { Exists: true } info ? info.Length : 0),
            Leftovers = [.. files.Where(static file => !StoreFolder.IsSegment(file) && file != StoreFolder.SnapshotName).Select(file => Path.Combine(path, file))],
        };
        try
        {
            if (!StoreFolders.TryReadName(disk, Path.Combine(dataPath, StoreFolder.Stores), folder, out StoreName name))
            {
                return files.Count == 0 && Directory.Exists(path)
                    ? finding
                    : finding with { Damage = new DamagedFileException(path, 0, "nothing says which store it is of") };
            }

            var store = new StoreFolder(disk, dataPath, name);
            finding = finding with { Name = name.ToString() };
            if (store.Path != path) return finding with { Damage = new DamagedFileException(path, 0, $"the folder of the store {name} has another name") };
            StoreContent content = StoreContent.Read(store);
            if (content.Log.Segments.Count == 0) return finding;
            content.Fold(store);
            return finding with { Content = content };
        }
        catch (DamagedFileException damage)
        {
            return finding with { Damage = damage };
        }
    }
}
