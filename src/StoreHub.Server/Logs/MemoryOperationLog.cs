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
        return ValueTask.FromResult<IStoreLog>(HistoryOf(name).Open());
    }

    /// <summary>Forgets what was published after a revision, as a process that dies before its disk has it; only while nothing was trimmed.</summary>
    internal void Lose(StoreName name, long after) => HistoryOf(name).Lose(after);

    private MemoryHistory HistoryOf(StoreName name) => _histories.GetOrAdd(name, _ => new MemoryHistory(time, allowedSkew));
}
