using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>
/// Hears what happens in a store's log, from any thread, one call at a time. Its methods return at once, do not throw and do not call the log.
/// </summary>
public interface IStoreLogObserver
{
    /// <summary>Records were published: in order, without a gap, each once; by this node or another.</summary>
    void OnPublished(IReadOnlyList<HistoryRecord> records);

    /// <summary>Everything up to a revision is durable. The revision rises from call to call.</summary>
    void OnDurable(long revision);

    /// <summary>The log takes nothing any more: it was fenced off, or its storage failed. It must be opened again. The last call.</summary>
    void OnFailed(OperationLogException reason);

    /// <summary>A session of a source began, here or at another node: earlier ones of it are over.</summary>
    /// <param name="source">The source.</param>
    /// <param name="session">The session.</param>
    void OnClaimed(SourceId source, long session)
    {
    }

    /// <summary>
    /// What this node has of the store; null if nothing. A log that failed because its storage lost something asks once, when it is disposed and
    /// nothing changes any more.
    /// </summary>
    StoreMemory? Recall() => null;
}
