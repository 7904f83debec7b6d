using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Server.Files.Format;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;

namespace StoreHub.Server.Files;

/// <summary>All that a store's folder holds, each part held against the others. Reading changes nothing.</summary>
internal sealed class StoreContent
{
    private StoreContent(RecoveredLog log, SnapshotId? snapshot, SettledState state)
    {
        Log = log;
        Snapshot = snapshot;
        State = state;
        Later = [.. log.Records.Where(record => record.FirstRevision > state.Revision)];
    }

    public RecoveredLog Log { get; }

    /// <summary>The snapshot beside the log; null if there is none.</summary>
    public SnapshotId? Snapshot { get; }

    /// <summary>What the snapshot holds; after <see cref="Fold"/>, all.</summary>
    public SettledState State { get; }

    /// <summary>The records after the snapshot.</summary>
    public IReadOnlyList<HistoryRecord> Later { get; }

    /// <summary>Reads a store's folder.</summary>
    /// <exception cref="DamagedFileException">Something that was durable is not what it was, is missing, or does not fit the rest.</exception>
    public static StoreContent Read(StoreFolder folder)
    {
        RecoveredLog log = LogReader.Read(folder);
        if (FileSnapshotStore.Load(folder) is not { } stored)
        {
            return log.TrimmedThrough == 0
                ? new StoreContent(log, null, new SettledState())
                : throw new DamagedFileException(folder.Path, 0, $"the log begins after revision {log.TrimmedThrough}, and there is no snapshot of what came before");
        }

        SettledState state = FileHead.Decode(folder.SnapshotPath, FileHead.PrefixLength, () => SettledState.DecodeSnapshot(stored.Content.Span));
        long revision = stored.Id.Revision;
        if (state.Revision != revision) throw new DamagedFileException(folder.SnapshotPath, FileHead.PrefixLength, $"it says that it is of revision {revision}, and its content is of {state.Revision}");
        if (revision < log.TrimmedThrough || revision > new EpochLineage(log.Ends, "").ValidThrough(stored.Id.Epoch))
            throw new DamagedFileException(folder.SnapshotPath, FileHead.PrefixLength, $"it is of revision {revision} in epoch {stored.Id.Epoch}, which is not of the log beside it, from revision {log.TrimmedThrough + 1} on");
        return new StoreContent(log, stored.Id, state);
    }

    /// <summary>Folds the records after the snapshot in.</summary>
    /// <exception cref="DamagedFileException">They do not follow it.</exception>
    public void Fold(StoreFolder folder)
    {
        try
        {
            foreach (HistoryRecord record in Later) State.Apply(record);
        }
        catch (InvalidOperationException unfit)
        {
            throw new DamagedFileException(folder.Path, 0, unfit.Message, unfit);
        }
    }
}
