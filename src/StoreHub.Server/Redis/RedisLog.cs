using Microsoft.Extensions.Logging;

namespace StoreHub.Server.Redis;

internal static partial class RedisLog
{
    [LoggerMessage(1501, LogLevel.Error, "Redis is of no use at present: {Why}")]
    public static partial void Away(ILogger logger, string why);

    [LoggerMessage(1502, LogLevel.Warning, "Redis is back.")]
    public static partial void Back(ILogger logger);

    [LoggerMessage(1503, LogLevel.Warning, "Redis keeps no append-only file (appendonly no): what is acknowledged is gone when it ends.")]
    public static partial void NotDurable(ILogger logger);

    [LoggerMessage(1504, LogLevel.Warning, "The settings of Redis may not be read here: see to it that maxmemory-policy is noeviction.")]
    public static partial void NotChecked(ILogger logger, Exception refusal);

    [LoggerMessage(1505, LogLevel.Warning, "The subscription to Redis is silent; it is made anew.")]
    public static partial void Silent(ILogger logger);

    [LoggerMessage(1506, LogLevel.Warning, "The store {Store} has a new epoch, {Epoch}, from revision {Revision} on: {Why}")]
    public static partial void Recovered(ILogger logger, string store, string epoch, long revision, string why);

    [LoggerMessage(1507, LogLevel.Warning, "{Taken} of {Count} transactions that the log of {Store} had lost are in it again.")]
    public static partial void Reappended(ILogger logger, string store, int taken, int count);

    [LoggerMessage(1508, LogLevel.Error, "What this hub remembers of the store {Store} through revision {Revision} does not fit what is in Redis now, and is lost.")]
    public static partial void MemoryLost(ILogger logger, string store, long revision);

    [LoggerMessage(1511, LogLevel.Error, "Revisions {First} to {Last} of the store {Store} are lost: another hub went on with it without them, and this hub has their effect, but not the records.")]
    public static partial void GapLost(ILogger logger, string store, long first, long last);

    [LoggerMessage(1510, LogLevel.Error, "Redis lost everything that it had; the hubs put back what they remember.")]
    public static partial void Flushed(ILogger logger);

    [LoggerMessage(1509, LogLevel.Warning, "The store {Store} could not be recovered yet; it is tried again.")]
    public static partial void RecoveryFailed(ILogger logger, string store, Exception failure);
}
