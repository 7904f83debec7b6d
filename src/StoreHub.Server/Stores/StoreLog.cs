namespace StoreHub.Server.Stores;

internal static partial class StoreLog
{
    [LoggerMessage(1301, LogLevel.Error, "The store {Store} failed; its subscriptions are closed and it will be opened anew.")]
    public static partial void StoreFailed(ILogger logger, string store, Exception failure);

    [LoggerMessage(1302, LogLevel.Warning, "Saving a snapshot of the store {Store} failed; its tail is kept, and it will be tried again.")]
    public static partial void SnapshotFailed(ILogger logger, string store, Exception failure);

    [LoggerMessage(1303, LogLevel.Debug, "The store {Store} is trimmed through revision {Revision}.")]
    public static partial void Trimmed(ILogger logger, string store, long revision);

    [LoggerMessage(1307, LogLevel.Debug, "The store {Store} forgets up to {Count} sources that were idle for long.")]
    public static partial void Forgotten(ILogger logger, string store, int count);

    [LoggerMessage(1305, LogLevel.Warning, "The log of the store {Store} did not close cleanly.")]
    public static partial void CloseFailed(ILogger logger, string store, Exception failure);

    [LoggerMessage(1306, LogLevel.Information, "The store {Store} was deleted.")]
    public static partial void Deleted(ILogger logger, string store);

    [LoggerMessage(1304, LogLevel.Error, "The store {Store} cannot be opened.")]
    public static partial void OpenFailed(ILogger logger, string store, Exception failure);
}
