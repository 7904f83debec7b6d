using System.Collections.Concurrent;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Logs;

/// <summary>Keeps history in this process's memory: what is published counts as durable, and all is gone with the process. Safe for any thread.</summary>
/// <param name="time">The hub's clock.</param>
/// <param name="allowedSkew">How far a client's timestamp may be ahead of the hub's clock.</param>
public sealed class MemoryOperationLog(TimeProvider time, TimeSpan allowedSkew) : IOperationLog
{
    private readonly ConcurrentDictionary<StoreName, MemoryHistory> _histories = new();

    /// <inheritdoc/>
    public ValueTask<IStoreLog> OpenAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            MemoryHistory history = HistoryOf(name);
            if (history.Open(() => Forget(name, history)) is { } opened) return ValueTask.FromResult<IStoreLog>(opened);
            // It was forgotten in this moment.
            Forget(name, history);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_histories.TryRemove(name, out MemoryHistory? history) && history.Delete());
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoreName>> ListAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        StoreName[] names = [.. _histories.Where(static entry => entry.Value.LastRevision > 0).Select(static entry => entry.Key)];
        Array.Sort(names, static (left, right) => string.CompareOrdinal(left.ToString(), right.ToString()));
        return ValueTask.FromResult<IReadOnlyList<StoreName>>(names);
    }

    /// <summary>How many stores are kept.</summary>
    internal int Count => _histories.Count;

    /// <summary>Forgets what was published after a revision, as a process that dies before its disk has it; only while nothing was trimmed.</summary>
    internal void Lose(StoreName name, long after) => HistoryOf(name).Lose(after);

    private void Forget(StoreName name, MemoryHistory history) => _histories.TryRemove(KeyValuePair.Create(name, history));

    private MemoryHistory HistoryOf(StoreName name) => _histories.GetOrAdd(name, _ => new MemoryHistory(time, allowedSkew));
}
