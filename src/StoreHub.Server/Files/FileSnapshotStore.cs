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
        if (!folder.HasSnapshot) return false;
        disk.Delete(folder.SnapshotPath);
        disk.SyncFolder(folder.Path);
        return true;
    }).ConfigureAwait(false);

    /// <summary>Saves in the caller's thread, which may wait for the disk.</summary>
    internal static bool Save(StoreFolder folder, StoredSnapshot snapshot, SnapshotId? replaces)
    {
        SnapshotId? found = HeadOf(folder)?.Id;
        if (found != replaces)
        {
            // it may be there by a save that failed at the last, and whoever is told of it trims by it
            if (found is not null) folder.Disk.SyncFolder(folder.Path);
            return false;
        }

        folder.Place(folder.SnapshotPath, SnapshotHead.ToBytes(folder.Name, snapshot), snapshot.Content.Span).Dispose();
        return true;
    }

    /// <summary>Loads in the caller's thread, which may wait for the disk.</summary>
    internal static StoredSnapshot? Load(StoreFolder folder) =>
        folder.HasSnapshot ? SnapshotHead.ReadFile(folder.SnapshotPath, folder.Disk.Read(folder.SnapshotPath), folder.Name) : null;

    /// <summary>What the snapshot's file begins with, without reading the rest; null if there is none.</summary>
    internal static SnapshotHead? HeadOf(StoreFolder folder) =>
        folder.HasSnapshot ? SnapshotHead.Read(folder.SnapshotPath, folder.Disk.Read(folder.SnapshotPath, SnapshotHead.MaxLength), out _) : null;

    private StoreFolder FolderOf(StoreName name) => new(disk, dataPath, name);
}
