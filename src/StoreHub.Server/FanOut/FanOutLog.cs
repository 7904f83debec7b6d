namespace StoreHub.Server.FanOut;

internal static partial class FanOutLog
{
    [LoggerMessage(1201, LogLevel.Error, "The send loop of connection {ConnectionId} failed; the connection is aborted.")]
    public static partial void PumpFailed(ILogger logger, string connectionId, Exception failure);
}
