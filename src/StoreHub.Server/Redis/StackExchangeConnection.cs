using StackExchange.Redis;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Redis;

/// <summary>
/// A connection by StackExchange.Redis. The only file that calls it, and only what later versions have unchanged: the version that can be had
/// here is old (Directory.Packages.props).
/// </summary>
internal sealed class StackExchangeConnection : IRedisConnection
{
    private readonly ConnectionMultiplexer _connection;

    private StackExchangeConnection(ConnectionMultiplexer connection)
    {
        _connection = connection;
        _connection.ConnectionRestored += (_, _) => Restored?.Invoke();
    }

    public event Action? Restored;

    /// <summary>Whether text is a connection string, and if not, why.</summary>
    public static bool IsValid(string text, out string? why)
    {
        try
        {
            why = ConfigurationOptions.Parse(text).EndPoints.Count == 0 ? "it names no host" : null;
        }
        catch (ArgumentException invalid)
        {
            why = invalid.Message;
        }

        return why is null;
    }

    /// <summary>A connection string without its secrets, for people.</summary>
    public static string Describe(string text) => string.Join(", ", ConfigurationOptions.Parse(text).EndPoints.Select(static point => point.ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal)));

    /// <summary>Connects; a server that is not there is waited for in the background.</summary>
    public static async Task<IRedisConnection> ConnectAsync(string text, TimeSpan timeout)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(text);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = (int)timeout.TotalMilliseconds;
        options.ReconnectRetryPolicy = new LinearRetry(250);
        // seconds; a connection that died in silence is noticed by it, if no call does before
        options.KeepAlive = 5;
        options.ClientName ??= "storehub";
        return new StackExchangeConnection(await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false));
    }

    public async Task<RedisReply> ExecuteAsync(string command, params object[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is KeyName key) arguments[i] = (RedisKey)key.Text;
        }

        try
        {
            return new Reply(await _connection.GetDatabase().ExecuteAsync(command, arguments).ConfigureAwait(false));
        }
        catch (RedisServerException refused)
        {
            throw new RedisErrorException(refused.Message);
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            throw Unavailable(failure);
        }
    }

    public Task SubscribeAsync(string channel, Action<byte[]> handler) => GuardAsync(() => _connection.GetSubscriber().SubscribeAsync(channel, (_, message) => handler(message!)));

    public Task UnsubscribeAsync(string channel) => GuardAsync(() => _connection.GetSubscriber().UnsubscribeAsync(channel));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            // it is gone already
        }

        _connection.Dispose();
    }

    private static async Task GuardAsync(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisServerException || IsOfConnection(failure))
        {
            throw Unavailable(failure);
        }
    }

    private static bool IsOfConnection(Exception failure) =>
        failure is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException or IOException or System.Net.Sockets.SocketException or RedisCommandException;

    private static LogUnavailableException Unavailable(Exception failure) => new("Redis cannot be reached.", failure);

    private sealed class Reply(RedisResult result) : RedisReply
    {
        private IReadOnlyList<RedisReply>? _items;

        public override bool IsNull => result.IsNull;

        public override byte[] Bytes => (byte[])result;

        public override long Integer => (long)result;

        public override string Text => (string)result;

        public override IReadOnlyList<RedisReply> Items => _items ??= Array.ConvertAll((RedisResult[])result, static item => new Reply(item));
    }
}
