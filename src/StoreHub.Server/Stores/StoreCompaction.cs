using StoreHub.Operations;
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
    // who joins gets a snapshot and what came after it: that is at most so much more than a new snapshot would be
    private const int StaleDivisor = 4;
    private const int LeastStaleBytes = 4096;

    // a record's JSON has some six times the bytes of its binary encoding
    private const int JsonFactor = 6;
    // of which some milliseconds are spent
    private const long MostInLoop = 1 << 20;

    private readonly SnapshotShelf _binary = new();
    private readonly SnapshotShelf _json = new();
    private SnapshotId? _saved;
    private bool _saving;
    private long _retryAt;
    // of the snapshot that was saved last
    private long _size;

    /// <summary>Whether a snapshot is being saved.</summary>
    public bool IsSaving => _saving;

    /// <summary>Completes when nothing is being saved any more; then nothing touches storage.</summary>
    public Task LastSave { get; private set; } = Task.CompletedTask;

    /// <summary>The state of the latest snapshot; empty if there is none.</summary>
    public async Task<SettledState> LoadAsync(CancellationToken cancellationToken)
    {
        if (await services.Snapshots.LoadAsync(name, cancellationToken).ConfigureAwait(false) is not { } stored) return new SettledState();
        // another node may have saved it since the log was read
        if (stored.Id.Revision > log.DurableRevision) await log.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        if (!IsOfLog(stored.Id) || stored.Id.Revision > log.DurableRevision || stored.Id.Revision < log.TrimmedThrough)
            throw new OperationLogException($"The snapshot of {name} at revision {stored.Id.Revision} of epoch {stored.Id.Epoch} is not of this log.");
        _saved = stored.Id;
        _size = stored.Content.Length;
        return SettledState.DecodeSnapshot(stored.Content.Span);
    }

    /// <summary>The shared snapshot: the one that was begun, or the newest if little came after it. Null if there is none.</summary>
    /// <param name="json">The wire.</param>
    /// <param name="begun">The revision of the snapshot of which some is sent already; −1 if none is.</param>
    /// <param name="tail">The tail, which must reach back to it.</param>
    public SharedSnapshot? TryGetShared(bool json, long begun, EncodedTail tail)
    {
        SnapshotShelf shelf = json ? _json : _binary;
        long start = tail.Start;
        if (begun >= 0 && shelf.Find(begun, start) is { } same) return same;
        return shelf.Newest(start) is { } newest && IsFresh(newest, json, tail) ? newest : null;
    }

    /// <summary>The shared snapshot, made now if there is none that will do.</summary>
    public SharedSnapshot GetShared(bool json, long begun, EncodedTail tail, SettledState state) =>
        TryGetShared(json, begun, tail) ?? (json ? _json : _binary).Find(state.Revision, tail.Start) ?? Make(json, state);

    /// <summary>If the tail is over its limits: saves a snapshot in the background, then trims.</summary>
    /// <param name="state">The state.</param>
    /// <param name="tail">The tail.</param>
    /// <param name="inLoop">Runs a call in the store's loop.</param>
    public async ValueTask StepAsync(SettledState state, EncodedTail tail, Func<Func<ValueTask<bool>>, Task<bool>> inLoop)
    {
        if (_saving || log.Hindrance is not null || tail.Last < _retryAt || tail.Bytes <= _size || (tail.Operations <= services.Options.MaxTailOperations && tail.Bytes <= services.Options.MaxTailBytes))
            return;
        // a tail shorter than half a snapshot would end before a joiner of twice the writers' speed has the snapshot
        long through = Math.Min(tail.TrimPoint(services.Options.MaxTailOperations, services.Options.MaxTailBytes, keepBytes: _size / 2), state.Revision);
        if (through <= tail.Start) return;
        if (!await ReserveAsync(tail).ConfigureAwait(false))
        {
            if (_saved is { } other && other.Revision >= through && IsOfLog(other)) await TrimAsync(through, tail).ConfigureAwait(false);
            return;
        }

        _saving = true;
        SharedSnapshot? shared = _binary.Newest(through) ?? (_size <= MostInLoop ? Make(json: false, state) : null);
        LastSave = shared is not null
            ? SaveAndTrimAsync(Task.FromResult(shared.Content), shared.Revision, through, tail, inLoop)
            : SaveAndTrimAsync(RebuildAsync(tail.Range(_saved!.Value.Revision, state.Revision)), state.Revision, through, tail, inLoop);
    }

    /// <summary>Whether the next snapshot is to be made here; if not, it is looked for again after a while.</summary>
    private async ValueTask<bool> ReserveAsync(EncodedTail tail)
    {
        bool isTaken = false;
        try
        {
            (isTaken, _saved) = await services.Snapshots.ReserveAsync(name, _saved).ConfigureAwait(false);
        }
        catch (LogUnavailableException)
        {
            // then it cannot be saved either
        }

        if (!isTaken) RetryLater(tail);
        return isTaken;
    }

    private bool IsOfLog(SnapshotId snapshot) => snapshot.Revision <= new EpochLineage(log.EarlierEpochs, log.Epoch).ValidThrough(snapshot.Epoch);

    private void RetryLater(EncodedTail tail) => _retryAt = tail.Last + (services.Options.MaxTailOperations / 4);

    private async ValueTask TrimAsync(long through, EncodedTail tail)
    {
        try
        {
            await log.TrimAsync(through).ConfigureAwait(false);
        }
        catch (LogUnavailableException)
        {
            // what is left there goes with the next
        }

        tail.Trim(through);
        _binary.Trim(tail.Start);
        _json.Trim(tail.Start);
        StoreLog.Trimmed(services.Logger, name.ToString(), through);
    }

    /// <summary>A large snapshot, of the saved one and what came after it: encoding the live state would hold up writers for as long.</summary>
    private async Task<ReadOnlyMemory<byte>> RebuildAsync(IReadOnlyList<HistoryRecord> records)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        StoredSnapshot stored = await services.Snapshots.LoadAsync(name).ConfigureAwait(false) ?? throw new OperationLogException($"The snapshot of {name} is gone.");
        if (stored.Id != _saved) throw new OperationLogException($"The snapshot of {name} is another one now.");
        SettledState state = SettledState.DecodeSnapshot(stored.Content.Span);
        foreach (HistoryRecord record in records) state.Apply(record);
        return state.EncodeSnapshot();
    }

    private async Task SaveAndTrimAsync(Task<ReadOnlyMemory<byte>> making, long revision, long through, EncodedTail tail, Func<Func<ValueTask<bool>>, Task<bool>> inLoop)
    {
        bool saved = false;
        try
        {
            var snapshot = new StoredSnapshot(new SnapshotId(log.Epoch, revision), await making.ConfigureAwait(false));
            _size = snapshot.Content.Length;
            // a snapshot must not outlive what it was made of
            await log.SyncAsync(revision).ConfigureAwait(false);
            saved = await services.Snapshots.SaveAsync(name, snapshot, _saved).ConfigureAwait(false);
            if (saved)
            {
                _saved = snapshot.Id;
            }
            else if (await services.Snapshots.FindAsync(name).ConfigureAwait(false) is { } other)
            {
                // Another node was first; its snapshot does as well if it reaches as far.
                _saved = other;
                saved = other.Epoch == log.Epoch && other.Revision >= through;
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
                    RetryLater(tail);
                    return false;
                }

                await TrimAsync(through, tail).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The store failed meanwhile, and will be opened anew.
        }
    }

    private static bool IsFresh(SharedSnapshot snapshot, bool json, EncodedTail tail) =>
        tail.BytesAfter(snapshot.Revision) * (json ? JsonFactor : 1) <= Math.Max(LeastStaleBytes, snapshot.Content.Length / StaleDivisor);

    private SharedSnapshot Make(bool json, SettledState state)
    {
        byte[] content = json ? state.EncodeSnapshotJson() : state.EncodeSnapshot();
        var snapshot = new SharedSnapshot(name.ToString(), log.Epoch, state.Revision, content, json, services.Options.SnapshotChunkBytes);
        (json ? _json : _binary).Put(snapshot);
        return snapshot;
    }
}
