namespace StoreHub.Server.Hubs;

internal static partial class HubLog
{
    [LoggerMessage(1101, LogLevel.Error, "A call for {Result} on connection {ConnectionId} failed unexpectedly.")]
    public static partial void CallFailed(ILogger logger, string result, string connectionId, Exception failure);

    [LoggerMessage(1102, LogLevel.Information, "Draining: {Connections} connections are told to leave.")]
    public static partial void Draining(ILogger logger, int connections);
}
