using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Files.Format;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Commands.Transfer;

/// <summary>
/// Puts an imported store into a data folder, whole or not at all: it is built, synced and read again under a name that a hub removes when it
/// starts, and gets its own by one renaming.
/// </summary>
internal static class StoreInstall
{
    /// <exception cref="IOException">The store exists, or the disk refuses; then nothing is there but perhaps what a hub removes.</exception>
    public static void Install(IDisk disk, string dataPath, StoreName name, ImportFile file)
    {
        var target = new StoreFolder(disk, dataPath, name);
        RequireFree(target);
        string aside = Path.Combine(dataPath, FileOperationLog.TrashPrefix + EpochLineage.NewEpoch());
        try
        {
            var built = new StoreFolder(disk, aside, name);
            Build(built, file);
            StoreContent content = StoreContent.Read(built);
            content.Fold(built);
            if (content.State.Revision != file.Revision || content.State.ComputeHash() != file.Hash) throw new IOException($"What was written of {name} does not read as it was.");
            string stores = Path.Combine(dataPath, StoreFolder.Stores);
            disk.CreateFolder(stores);
            // without history, of an opening that came to nothing
            disk.DeleteFolder(target.Path);
            disk.Rename(built.Path, target.Path);
            disk.SyncFolder(stores);
        }
        finally
        {
            disk.DeleteFolder(aside);
        }
    }

    /// <exception cref="IOException">The store exists.</exception>
    public static void RequireFree(StoreFolder folder)
    {
        if (folder.Segments().Count > 0 || folder.HasSnapshot)
            throw new IOException($"The store {folder.Name} exists. Delete it first, or give the imported one another name (--store).");
    }

    private static void Build(StoreFolder folder, ImportFile file)
    {
        string epoch = EpochLineage.NewEpoch();
        if (file.SnapshotRevision > 0)
        {
            var snapshot = new StoredSnapshot(new SnapshotId(epoch, file.SnapshotRevision), file.Snapshot);
            FileSnapshotStore.Save(folder, snapshot, replaces: null);
        }

        // who had what was exported goes on from there; what came after that elsewhere is of another history
        var log = new RecoveredLog(file.Sequencer, file.SnapshotRevision, [], file.Base, file.Entries, [new EpochEnd(file.Epoch, file.Revision)], [], TornBytes: 0) { Owners = file.Owners };
        using var appender = new SegmentAppender(folder, log, epoch);
        appender.Begin();
    }
}
