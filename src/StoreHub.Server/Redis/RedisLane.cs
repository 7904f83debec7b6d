using System.Globalization;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Redis;

/// <summary>
/// One connection for one purpose, so that long replies hold up no appends. Every call is bounded in time; a connection on which calls go
/// unanswered, or that takes a replica for the primary, is replaced. Safe for any thread.
/// </summary>
/// <param name="connect">Makes a connection.</param>
/// <param name="timeout">How long a call may take.</param>
/// <param name="time">Measures it.</param>
internal sealed class RedisLane(Func<Task<IRedisConnection>> connect, TimeSpan timeout, TimeProvider time) : IAsyncDisposable
{
    private const int MostUnanswered = 2;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookAnewAfter = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Task<IRedisConnection>? _connection;
    private int _unanswered;
    private long _connectedAt;
    private bool _isDisposed;

    /// <summary>The connection was lost and is back, or is another one: subscriptions may have missed something.</summary>
    public event Action<IRedisConnection, bool>? Restored;

    /// <summary>Runs a script; again, if Redis could not be reached, for as long as a call may take: all scripts may run twice.</summary>
    /// <exception cref="LogUnavailableException">No reply came, or Redis cannot do it at present.</exception>
    /// <exception cref="OperationLogException">Redis refused it for good.</exception>
    public Task<IReadOnlyList<RedisReply>> RunAsync(RedisScript script, IReadOnlyList<string> keys, IReadOnlyList<object> arguments, CancellationToken cancellationToken = default) =>
        RetryAsync(() => RunOnceAsync(script, keys, arguments, cancellationToken), cancellationToken);

    /// <summary>Asks again what may be asked twice, if Redis could not be reached, for as long as a call may take.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken = default)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (LogUnavailableException away) when (!_isDisposed && away.InnerException is not TimeoutException && time.GetElapsedTime(start) < timeout)
            {
                await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs a script at most once.</summary>
    /// <exception cref="LogUnavailableException">No reply came, or Redis cannot do it at present.</exception>
    /// <exception cref="OperationLogException">Redis refused it for good.</exception>
    public async Task<IReadOnlyList<RedisReply>> RunOnceAsync(RedisScript script, IReadOnlyList<string> keys, IReadOnlyList<object> arguments, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await CallAsync("EVALSHA", Arguments(script.Hash), cancellationToken).ConfigureAwait(false)).Items;
        }
        catch (RedisErrorException missing) when (missing.IsMissingScript)
        {
            return (await SendAsync("EVAL", cancellationToken, Arguments(script.Text)).ConfigureAwait(false)).Items;
        }
        catch (RedisErrorException refused)
        {
            throw Translate(refused);
        }

        object[] Arguments(string what)
        {
            var all = new object[2 + keys.Count + arguments.Count];
            all[0] = what;
            all[1] = keys.Count.ToString(CultureInfo.InvariantCulture);
            for (int i = 0; i < keys.Count; i++) all[2 + i] = new KeyName(keys[i]);
            for (int i = 0; i < arguments.Count; i++) all[2 + keys.Count + i] = arguments[i];
            return all;
        }
    }

    /// <summary>Sends a command.</summary>
    /// <exception cref="LogUnavailableException">No reply came, or Redis cannot do it at present.</exception>
    /// <exception cref="OperationLogException">Redis refused it for good.</exception>
    public async Task<RedisReply> SendAsync(string command, CancellationToken cancellationToken, params object[] arguments)
    {
        try
        {
            return await CallAsync(command, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisErrorException refused)
        {
            throw Translate(refused);
        }
    }

    /// <summary>Uses the connection for something that has no reply of its own.</summary>
    public Task UseAsync(Func<IRedisConnection, Task> use) => BoundedAsync(async connection =>
    {
        await use(connection).ConfigureAwait(false);
        return true;
    }, CancellationToken.None);

    /// <summary>Lets go of the connection; the next call makes another one.</summary>
    public void Replace() => Drop(Volatile.Read(ref _connection));

    public async ValueTask DisposeAsync()
    {
        Task<IRedisConnection>? last;
        lock (_gate)
        {
            _isDisposed = true;
            (last, _connection) = (_connection, null);
        }

        if (last is not null) await CloseAsync(last).ConfigureAwait(false);
    }

    private Task<RedisReply> CallAsync(string command, object[] arguments, CancellationToken cancellationToken) =>
        BoundedAsync(connection => connection.ExecuteAsync(command, arguments), cancellationToken);

    private async Task<T> BoundedAsync<T>(Func<IRedisConnection, Task<T>> call, CancellationToken cancellationToken)
    {
        Task<IRedisConnection> connecting = GetAsync();
        try
        {
            T result = await SendOnAsync(connecting, call).WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _unanswered, 0);
            return result;
        }
        catch (TimeoutException late)
        {
            if (Interlocked.Increment(ref _unanswered) >= MostUnanswered) Drop(connecting);
            throw new LogUnavailableException($"Redis did not answer within {timeout.TotalSeconds:0.###} s.", late);
        }
        catch (RedisErrorException refused)
        {
            Volatile.Write(ref _unanswered, 0);
            // the client library looks only once a minute which server is the primary; a new connection looks at once
            if (refused.IsOfReplica && time.GetElapsedTime(Volatile.Read(ref _connectedAt)) >= LookAnewAfter) Drop(connecting);
            throw;
        }
    }

    private static async Task<T> SendOnAsync<T>(Task<IRedisConnection> connecting, Func<IRedisConnection, Task<T>> call) =>
        await call(await connecting.ConfigureAwait(false)).ConfigureAwait(false);

    private Task<IRedisConnection> GetAsync()
    {
        lock (_gate)
        {
            if (_isDisposed) throw new LogUnavailableException("The hub is shutting down.");
            if (_connection is null || _connection.IsFaulted || _connection.IsCanceled) _connection = ConnectAsync();
            return _connection;
        }
    }

    private async Task<IRedisConnection> ConnectAsync()
    {
        IRedisConnection connection = await connect().ConfigureAwait(false);
        Volatile.Write(ref _connectedAt, time.GetTimestamp());
        connection.Restored += () => Restored?.Invoke(connection, false);
        Restored?.Invoke(connection, true);
        return connection;
    }

    private void Drop(Task<IRedisConnection>? old)
    {
        lock (_gate)
        {
            if (old is null || _connection != old) return;
            _connection = null;
            _unanswered = 0;
        }

        _ = CloseAsync(old);
    }

    private static async Task CloseAsync(Task<IRedisConnection> connecting)
    {
        try
        {
            await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It never stood.
        }
    }

    private static Exception Translate(RedisErrorException refused) => refused.IsPassing
        ? new LogUnavailableException($"Redis refuses at present: {refused.Message}", refused)
        : new OperationLogException($"Redis refused: {refused.Message}", refused);
}
