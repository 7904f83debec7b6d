using StoreHub.Replicas;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;

namespace StoreHub.Server.Stores;

/// <summary>
/// A store's snapshots: loads the one to recover from, shares one among joiners, and saves one before the tail is trimmed. The loop calls
/// it, but for <see cref="TryGetShared"/>, which is safe for any thread.
/// </summary>
internal sealed class StoreCompaction(StoreName name, StoreServices services, IStoreLog log)
{
    private SharedSnapshot? _binary;
    private SharedSnapshot? _json;
    private SnapshotId? _saved;
    private bool _saving;
    private long _retryAt;

    /// <summary>The state of the latest snapshot; empty if there is none.</summary>
    public async Task<SettledState> LoadAsync(CancellationToken cancellationToken)
    {
        if (await services.Snapshots.LoadAsync(name, cancellationToken).ConfigureAwait(false) is not { } stored) return new SettledState();
        var lineage = new EpochLineage(log.EarlierEpochs, log.Epoch);
        if (stored.Id.Revision > lineage.ValidThrough(stored.Id.Epoch) || stored.Id.Revision > log.DurableRevision || stored.Id.Revision < log.TrimmedThrough)
            throw new OperationLogException($"The snapshot of {name} at revision {stored.Id.Revision} of epoch {stored.Id.Epoch} is not of this log.");
        _saved = stored.Id;
        return SettledState.DecodeSnapshot(stored.Content.Span);
    }

    /// <summary>The shared snapshot, if there is one that a tail reaches back to.</summary>
    public SharedSnapshot? TryGetShared(bool json, long tailStart) =>
        Volatile.Read(ref json ? ref _json : ref _binary) is { } shared && shared.Revision >= tailStart ? shared : null;

    /// <summary>The shared snapshot, made now if there is none that the tail reaches back to.</summary>
    public SharedSnapshot GetShared(bool json, long tailStart, SettledState state)
    {
        if (TryGetShared(json, tailStart) is { } shared) return shared;
        byte[] content = json ? state.EncodeSnapshotJson() : state.EncodeSnapshot();
        shared = new SharedSnapshot(name.ToString(), log.Epoch, state.Revision, content, json, services.Options.SnapshotChunkBytes);
        Volatile.Write(ref json ? ref _json : ref _binary, shared);
        return shared;
    }

    /// <summary>If the tail is over its limits: saves a snapshot in the background, then trims.</summary>
    /// <param name="state">The state.</param>
    /// <param name="tail">The tail.</param>
    /// <param name="inLoop">Runs a call in the store's loop.</param>
    public ValueTask StepAsync(SettledState state, EncodedTail tail, Func<Func<ValueTask<bool>>, Task<bool>> inLoop)
    {
        if (_saving || tail.Last < _retryAt || (tail.Operations <= services.Options.MaxTailOperations && tail.Bytes <= services.Options.MaxTailBytes))
            return ValueTask.CompletedTask;
        long through = Math.Min(tail.TrimPoint(services.Options.MaxTailOperations, services.Options.MaxTailBytes), state.Revision);
        if (through <= tail.Start) return ValueTask.CompletedTask;
        _saving = true;
        SharedSnapshot snapshot = GetShared(json: false, through, state);
        _ = SaveAndTrimAsync(new StoredSnapshot(new SnapshotId(log.Epoch, snapshot.Revision), snapshot.Content), through, tail, inLoop);
        return ValueTask.CompletedTask;
    }

    private async Task SaveAndTrimAsync(StoredSnapshot snapshot, long through, EncodedTail tail, Func<Func<ValueTask<bool>>, Task<bool>> inLoop)
    {
        bool saved = false;
        try
        {
            saved = await services.Snapshots.SaveAsync(name, snapshot, _saved).ConfigureAwait(false);
            if (saved)
            {
                _saved = snapshot.Id;
            }
            else if (await services.Snapshots.LoadAsync(name).ConfigureAwait(false) is { } other)
            {
                // Another node was first; its snapshot does as well if it reaches as far.
                _saved = other.Id;
                saved = other.Id.Epoch == log.Epoch && other.Id.Revision >= through;
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            StoreLog.SnapshotFailed(services.Logger, name.ToString(), failure);
        }

        try
        {
            await inLoop(async () =>
            {
                _saving = false;
                if (!saved)
                {
                    _retryAt = tail.Last + (services.Options.MaxTailOperations / 4);
                    return false;
                }

                await log.TrimAsync(through).ConfigureAwait(false);
                tail.Trim(through);
                DropUnreachable(tail.Start);
                StoreLog.Trimmed(services.Logger, name.ToString(), through);
                return true;
            }).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The store failed meanwhile, and will be opened anew.
        }
    }

    private void DropUnreachable(long tailStart)
    {
        if (_binary is { } binary && binary.Revision < tailStart) Volatile.Write(ref _binary, null);
        if (_json is { } json && json.Revision < tailStart) Volatile.Write(ref _json, null);
    }
}
