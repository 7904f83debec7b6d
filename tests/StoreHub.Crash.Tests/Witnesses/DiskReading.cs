using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Files.Format;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Tests.Participants;

namespace StoreHub.Crash.Tests.Witnesses;

/// <summary>What a dead hub has left of a store.</summary>
/// <param name="Log">The log.</param>
/// <param name="State">The fold of the snapshot and the log.</param>
internal sealed record DiskReading(RecoveredLog Log, SettledState State)
{
    /// <exception cref="BrokenPromiseException">It cannot be read.</exception>
    public static DiskReading Of(string dataPath, string store)
    {
        var folder = new StoreFolder(new LocalDisk(), dataPath, StoreName.Parse(store));
        try
        {
            RecoveredLog log = LogReader.Read(folder);
            return new DiskReading(log, Fold(log, File.Exists(folder.SnapshotPath) ? Load(folder) : new SettledState()));
        }
        catch (DamagedFileException damaged)
        {
            throw new BrokenPromiseException($"{store}: {damaged.Message}", damaged);
        }
    }

    private static SettledState Load(StoreFolder folder)
    {
        StoredSnapshot stored = SnapshotHead.ReadFile(folder.SnapshotPath, folder.Disk.Read(folder.SnapshotPath), folder.Name);
        return SettledState.DecodeSnapshot(stored.Content.Span);
    }

    private static SettledState Fold(RecoveredLog log, SettledState state)
    {
        if (state.Revision < log.TrimmedThrough) throw new BrokenPromiseException($"the log begins after revision {log.TrimmedThrough}, and the snapshot is of {state.Revision}");
        foreach (HistoryRecord record in log.Records)
        {
            if (record.FirstRevision > state.Revision) state.Apply(record);
        }

        return state;
    }
}
