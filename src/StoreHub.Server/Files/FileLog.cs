using Microsoft.Extensions.Logging;

namespace StoreHub.Server.Files;

internal static partial class FileLog
{
    [LoggerMessage(1401, LogLevel.Error, "The store {Store} cannot be stored; it takes no writes until it can.")]
    public static partial void Hindered(ILogger logger, string store, Exception failure);

    [LoggerMessage(1402, LogLevel.Warning, "The store {Store} is stored again, with all that had waited.")]
    public static partial void GoesOn(ILogger logger, string store);

    [LoggerMessage(1403, LogLevel.Error, "The store {Store} is closed while the last {Revisions} revisions cannot be stored; nobody was told that they are.")]
    public static partial void ClosedUnwritten(ILogger logger, string store, long revisions);

    [LoggerMessage(1404, LogLevel.Warning, "The log of the store {Store} had a torn end of {Bytes} bytes, which nobody was told of; it is left out.")]
    public static partial void TornEnd(ILogger logger, string store, int bytes);

    [LoggerMessage(1405, LogLevel.Warning, "What is left of a deleted store at {Path} cannot be removed.")]
    public static partial void TrashLeft(ILogger logger, string path, Exception failure);
}
