using StoreHub.Server.Stores;

namespace StoreHub.Server.Snapshots;

/// <summary>Keeps snapshots in this process's memory. Safe for any thread.</summary>
public sealed class MemorySnapshotStore : ISnapshotStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StoreName, StoredSnapshot> _snapshots = [];

    /// <inheritdoc/>
    public ValueTask<StoredSnapshot?> LoadAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) return ValueTask.FromResult(_snapshots.GetValueOrDefault(name));
    }

    /// <inheritdoc/>
    public ValueTask<bool> SaveAsync(StoreName name, StoredSnapshot snapshot, SnapshotId? replaces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_snapshots.GetValueOrDefault(name)?.Id != replaces) return ValueTask.FromResult(false);
            _snapshots[name] = snapshot;
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) _snapshots.Remove(name);
        return ValueTask.CompletedTask;
    }
}
