using StoreHub.Server.Stores;

namespace StoreHub.Server.Logs;

/// <summary>
/// The operation logs of all stores: the seam behind which memory, files or Redis keep history. Safe for any thread. What cannot be reached at
/// present throws <see cref="LogUnavailableException"/>.
/// </summary>
public interface IOperationLog
{
    /// <summary>
    /// Opens a store's log, making it if there is none. Recovers what is durable, cuts an unacknowledged torn tail, takes a new random epoch
    /// (durable before this returns; logs shared by several nodes take one only where history may have been lost) and remembers at which
    /// revision each earlier epoch ended.
    /// </summary>
    /// <param name="name">The store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationLogException">The log is damaged or cannot be reached; nothing was changed.</exception>
    ValueTask<IStoreLog> OpenAsync(StoreName name, CancellationToken cancellationToken = default);

    /// <summary>Removes a store's log for good, and what is kept beside it; an opening of it is fenced off.</summary>
    /// <param name="name">The store.</param>
    /// <param name="cancellationToken">Gives up; it may still be removed.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="OperationLogException">It cannot be reached; it may still be there.</exception>
    ValueTask<bool> DeleteAsync(StoreName name, CancellationToken cancellationToken = default);

    /// <summary>The names of the stores that have history, in ordinal order.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationLogException">They cannot be reached.</exception>
    ValueTask<IReadOnlyList<StoreName>> ListAsync(CancellationToken cancellationToken = default);
}
