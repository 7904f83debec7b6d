using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

/// <summary>A record on its way to the disk.</summary>
/// <param name="Record">The record.</param>
/// <param name="Owner">Whose its source is.</param>
internal readonly record struct LogEntry(HistoryRecord Record, SourceOwner Owner)
{
    /// <summary>Whether the owner stands before it in the log: nothing of the source did.</summary>
    public bool NamesOwner => Record.FirstSeq == 0;
}
