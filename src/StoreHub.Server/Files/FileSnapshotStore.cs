using StoreHub.Server.Files.Disks;
using StoreHub.Server.Files.Format;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Files;

/// <summary>
/// Keeps each store's snapshot in a file beside its log (docs/storage.md): written aside, synced, renamed, the folder synced. Safe for any thread;
/// one save at a time for each store.
/// </summary>
internal sealed class FileSnapshotStore(IDisk disk, string dataPath, IDiskWorkers workers) : ISnapshotStore
{
    public async ValueTask<StoredSnapshot?> LoadAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await workers.RunAsync(() => Load(FolderOf(name))).ConfigureAwait(false);
    }

    public async ValueTask<bool> SaveAsync(StoreName name, StoredSnapshot snapshot, SnapshotId? replaces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        cancellationToken.ThrowIfCancellationRequested();
        return await workers.RunAsync(() => Save(FolderOf(name), snapshot, replaces)).ConfigureAwait(false);
    }

    public async ValueTask DeleteAsync(StoreName name, CancellationToken cancellationToken = default) => await workers.RunAsync(() =>
    {
        StoreFolder folder = FolderOf(name);
        if (!Has(folder)) return false;
        disk.Delete(folder.SnapshotPath);
        disk.SyncFolder(folder.Path);
        return true;
    }).ConfigureAwait(false);

    private static bool Save(StoreFolder folder, StoredSnapshot snapshot, SnapshotId? replaces)
    {
        if (IdOf(folder) != replaces) return false;
        folder.Place(folder.SnapshotPath, SnapshotHead.ToBytes(folder.Name, snapshot), snapshot.Content.Span).Dispose();
        return true;
    }

    private static StoredSnapshot? Load(StoreFolder folder) =>
        Has(folder) ? SnapshotHead.ReadFile(folder.SnapshotPath, folder.Disk.Read(folder.SnapshotPath), folder.Name) : null;

    private static SnapshotId? IdOf(StoreFolder folder) =>
        Has(folder) ? SnapshotHead.Read(folder.SnapshotPath, folder.Disk.Read(folder.SnapshotPath, SnapshotHead.MaxLength), out _).Id : null;

    private static bool Has(StoreFolder folder) => folder.Disk.List(folder.Path).Contains(StoreFolder.SnapshotName);

    private StoreFolder FolderOf(StoreName name) => new(disk, dataPath, name);
}
