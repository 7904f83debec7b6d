using StoreHub.Server.Files;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;

namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>Saves a snapshot and trims, step by step as a store's compaction does: sync what it shows, save it, then trim.</summary>
internal sealed class SimulatedCompaction(SimulationWorld world, SimulatedStorage storage, FileStoreLog log, SnapshotId? found)
{
    private SnapshotId? _saved = found;
    private StoredSnapshot? _snapshot;
    private long _through;
    private Task? _syncing;
    private bool _isSaving;
    private bool? _outcome;

    private bool Ahead => world.Has(SimulationFault.SnapshotAheadOfLog) || world.Has(SimulationFault.SnapshotNotDurable);

    public bool IsIdle => _snapshot is null;

    public void Begin(StoredSnapshot snapshot, long through)
    {
        if (!IsIdle || log.Hindrance is not null) return;
        (_snapshot, _through, _isSaving, _outcome) = (snapshot, through, false, null);
        _syncing = Ahead ? Task.CompletedTask : log.SyncAsync(snapshot.Id.Revision).AsTask();
        if (world.Has(SimulationFault.TrimmedBeforeSaved)) Trim();
    }

    /// <summary>Goes on if it can.</summary>
    /// <returns>The revision through which the log was trimmed now, or null.</returns>
    public long? Step()
    {
        if (_snapshot is not { } snapshot || !_syncing!.IsCompleted) return null;
        if (_syncing.IsFaulted)
        {
            _snapshot = null;
            return null;
        }

        if (!_isSaving)
        {
            _isSaving = true;
            if (!Ahead) storage.Synced(snapshot.Id.Revision);
            storage.Workers.Run(() => Save(snapshot), static _ => { });
            return null;
        }

        if (_outcome is not { } saved) return null;
        _snapshot = null;
        if (!saved) return null;
        Trim();
        return _through;
    }

    private void Save(StoredSnapshot snapshot)
    {
        _outcome = false;
        try
        {
            if (FileSnapshotStore.Save(storage.Folder, snapshot, _saved))
            {
                _saved = snapshot.Id;
                _outcome = true;
            }
            else if (FileSnapshotStore.Load(storage.Folder) is { } other)
            {
                _saved = other.Id;
                _outcome = other.Id.Epoch == log.Epoch && other.Id.Revision >= _through;
            }
        }
        catch (IOException)
        {
        }
    }

    private void Trim()
    {
        ValueTask trimmed = log.TrimAsync(_through);
        if (!trimmed.IsCompletedSuccessfully) throw world.Violation("the log does not trim");
    }
}
