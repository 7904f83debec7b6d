using StoreHub.Server.Stores;

namespace StoreHub.Server.Snapshots;

/// <summary>
/// The latest snapshot of each store: the seam behind which memory, files or Redis keep them. Safe for any thread.
/// <para>Atomicity: a snapshot replaces the one before as a whole; a reader finds one or the other.</para>
/// <para>Order: saving is compare-and-set on (epoch, revision), so that a node that lags behind cannot undo another's work.</para>
/// <para>Loss: what was saved is durable when saving completes; only then may the log be trimmed through it.</para>
/// </summary>
public interface ISnapshotStore
{
    /// <summary>Loads a store's latest snapshot; null if there is none.</summary>
    ValueTask<StoredSnapshot?> LoadAsync(StoreName name, CancellationToken cancellationToken = default);

    /// <summary>The name of a store's latest snapshot; null if there is none.</summary>
    async ValueTask<SnapshotId?> FindAsync(StoreName name, CancellationToken cancellationToken = default) =>
        (await LoadAsync(name, cancellationToken).ConfigureAwait(false))?.Id;

    /// <summary>
    /// Takes the lease to make the next snapshot, which ends with saving or after a while: so that of several nodes only one encodes it. Where there is
    /// but one node it is always taken.
    /// </summary>
    /// <param name="name">The store.</param>
    /// <param name="known">The snapshot that it is to replace.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was taken; if not, another node makes one, or has made <c>Latest</c>.</returns>
    ValueTask<(bool IsTaken, SnapshotId? Latest)> ReserveAsync(StoreName name, SnapshotId? known, CancellationToken cancellationToken = default) => ValueTask.FromResult((true, known));

    /// <summary>Saves a snapshot if the one that stands there is still the one it shall replace.</summary>
    /// <param name="name">The store.</param>
    /// <param name="snapshot">The snapshot; of durable revisions only.</param>
    /// <param name="replaces">What must stand there; null: nothing.</param>
    /// <param name="cancellationToken">Gives up; it may still have been saved.</param>
    /// <returns>False if something else stands there; nothing was changed then.</returns>
    ValueTask<bool> SaveAsync(StoreName name, StoredSnapshot snapshot, SnapshotId? replaces, CancellationToken cancellationToken = default);

    /// <summary>Removes a store's snapshot, if there is one.</summary>
    ValueTask DeleteAsync(StoreName name, CancellationToken cancellationToken = default);
}
