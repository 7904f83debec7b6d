using Microsoft.Extensions.Logging;

namespace StoreHub.Client.Persistence;

internal static partial class JournalLog
{
    [LoggerMessage(2020, LogLevel.Error, "'{Store}' cannot be kept in {Folder}, and is held in memory until it can")]
    public static partial void CannotKeep(ILogger logger, string store, string folder, Exception failure);

    [LoggerMessage(2021, LogLevel.Information, "'{Store}' is kept in {Folder} again")]
    public static partial void KeepsAgain(ILogger logger, string store, string folder);

    [LoggerMessage(2022, LogLevel.Warning, "The journal of '{Store}' in {Folder} could not be made smaller; it grows on")]
    public static partial void CannotCompact(ILogger logger, string store, string folder, Exception failure);

    [LoggerMessage(2023, LogLevel.Debug, "'{Store}' was kept in {Folder} at revision {Revision}, with {Pending} transactions pending")]
    public static partial void Restored(ILogger logger, string store, string folder, long revision, int pending);
}
