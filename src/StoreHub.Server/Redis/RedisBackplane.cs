using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Redis;

/// <summary>
/// A hub's connections to Redis: one to append, one to read what is long, one to hear of what other hubs did. It sends itself messages, and makes the last
/// connection anew when they do not come: a subscription may stay silent after a restart. Safe for any thread.
/// </summary>
internal sealed class RedisBackplane : IAsyncDisposable
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(1);
    private const int MostUnheard = 5;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly RedisOptions _options;
    private readonly ILogger _logger;
    private readonly RedisLane _hearing;
    private readonly ConcurrentDictionary<string, Action<byte[]?>> _channels = new();
    private readonly ITimer _timer;
    private readonly string _own;
    private int _pinging;
    private int _unheard;
    private string? _incarnation;
    private long _putBackAt;
    private string? _policy;
    private bool _isChecked;
    private string? _absence;

    public RedisBackplane(RedisOptions options, Func<Task<IRedisConnection>> connect, TimeProvider time, ILogger logger)
    {
        _options = options;
        _logger = logger;
        Time = time;
        Appending = new RedisLane(connect, options.CallTimeout, time);
        Reading = new RedisLane(connect, options.CallTimeout, time);
        _hearing = new RedisLane(connect, options.CallTimeout, time);
        _hearing.Restored += (connection, isNew) => _ = ResumeAsync(connection, isNew);
        _own = $"{options.Prefix}hub:{Hub}";
        _channels[_own] = message =>
        {
            if (message is not null) Volatile.Write(ref _unheard, 0);
        };
        _timer = time.CreateTimer(static backplane => _ = ((RedisBackplane)backplane!).PingAsync(), this, PingEvery, PingEvery);
    }

    public TimeProvider Time { get; }

    /// <summary>The name of this hub's process.</summary>
    public string Hub { get; } = EpochLineage.NewEpoch();

    public RedisOptions Options => _options;

    /// <summary>For appends and what else is short.</summary>
    public RedisLane Appending { get; }

    /// <summary>For what is long.</summary>
    public RedisLane Reading { get; }

    /// <summary>Why Redis is of no use at present, for people; null if it is.</summary>
    public string? Absence => Volatile.Read(ref _absence);

    /// <summary>Looks at Redis when the hub starts. One that is not there is waited for; one that must not be used ends the start.</summary>
    /// <exception cref="InvalidOperationException">Its settings do not do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await CheckAsync(cancellationToken).ConfigureAwait(false) is { } why) throw new InvalidOperationException(why);
        }
        catch (Exception away) when (away is LogUnavailableException or OperationLogException)
        {
            Note(away.Message);
        }
    }

    /// <summary>Looks whether Redis is there, and whether it keeps what it is given.</summary>
    /// <returns>What is wrong with its settings; null if nothing is, or it cannot be known.</returns>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken = default)
    {
        // it must be there, take writes, and not have lost everything since
        IReadOnlyList<RedisReply> time = (await Reading.SendAsync("TIME", cancellationToken).ConfigureAwait(false)).Items;
        string name = $"{EpochLineage.NewEpoch()}:{time[0].Text}";
        RedisReply before = await Reading.SendAsync("SET", cancellationToken, new KeyName(_options.Prefix + "incarnation"), name, "NX", "GET").ConfigureAwait(false);
        NoteIncarnation(before.IsNull ? name : before.Text, time[0].Integer);
        if (_isChecked) return _policy;
        try
        {
            string? policy = await SettingAsync("maxmemory-policy", cancellationToken).ConfigureAwait(false);
            _policy = policy is null or "noeviction" ? null : $"Redis evicts keys when its memory is full (maxmemory-policy {policy}): it must be noeviction.";
            if (await SettingAsync("appendonly", cancellationToken).ConfigureAwait(false) == "no") RedisLog.NotDurable(_logger);
        }
        catch (OperationLogException refused)
        {
            RedisLog.NotChecked(_logger, refused);
        }

        _isChecked = true;
        return _policy;
    }

    /// <summary>Looks at once, instead of with the next ping, whether a Redis that was away is of use again: it has answered somebody.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (Absence is not null) Note(await CheckAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Completes at once, or, if Redis is new or lost everything lately, after a little of the time in which other hubs put back what they remember:
    /// until then a store that is not there may be about to be.
    /// </summary>
    /// <returns>Whether it waited.</returns>
    public async ValueTask<bool> WhenPutBackAsync(CancellationToken cancellationToken)
    {
        await Reading.RetryAsync(() => CheckAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        long putBackAt = Volatile.Read(ref _putBackAt);
        if (putBackAt == 0) return false;
        TimeSpan left = Time.GetElapsedTime(Time.GetTimestamp(), putBackAt);
        if (left <= TimeSpan.Zero) return false;
        await Task.Delay(left < LookAgain ? left : LookAgain, Time, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Hears of a channel until it is unsubscribed.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="handler">Gets each message; null if some may have been missed.</param>
    public Task SubscribeAsync(string channel, Action<byte[]?> handler)
    {
        _channels[channel] = handler;
        return _hearing.UseAsync(connection => connection.SubscribeAsync(channel, message => Deliver(channel, message)));
    }

    /// <summary>Hears no more of a channel.</summary>
    public async Task UnsubscribeAsync(string channel, Action<byte[]?> handler)
    {
        if (!_channels.TryRemove(KeyValuePair.Create(channel, handler)) || Absence is not null) return;
        try
        {
            await _hearing.UseAsync(connection => connection.UnsubscribeAsync(channel)).ConfigureAwait(false);
        }
        catch (LogUnavailableException)
        {
            // a connection that is made anew does not hear it
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        foreach (RedisLane lane in new[] { Appending, Reading, _hearing }) await lane.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<string?> SettingAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<RedisReply> pair = (await Reading.SendAsync("CONFIG", cancellationToken, "GET", name).ConfigureAwait(false)).Items;
        return pair.Count == 2 ? pair[1].Text : null;
    }

    /// <summary>A name that is new here: Redis is new, or lost everything, at the time that stands in it, in seconds of Redis's clock.</summary>
    private void NoteIncarnation(string name, long now)
    {
        string? before = Interlocked.Exchange(ref _incarnation, name);
        if (before == name) return;
        TimeSpan age = long.TryParse(name.AsSpan(name.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture, out long made)
            ? TimeSpan.FromSeconds(Math.Max(0, now - made))
            : TimeSpan.Zero;
        // also for who begins: others may remember what was there
        TimeSpan left = TimeSpan.FromSeconds(1) + (2 * _options.PollInterval) - age;
        Volatile.Write(ref _putBackAt, left <= TimeSpan.Zero ? 0 : Time.GetTimestamp() + (long)(left.TotalSeconds * Time.TimestampFrequency));
        if (before is not null) RedisLog.Flushed(_logger);
    }

    private void Deliver(string channel, byte[]? message)
    {
        if (_channels.TryGetValue(channel, out Action<byte[]?>? handler)) handler(message);
    }

    private async Task ResumeAsync(IRedisConnection connection, bool isNew)
    {
        try
        {
            foreach (string channel in _channels.Keys)
            {
                // the library subscribes anew where it comes back by itself
                if (isNew) await connection.SubscribeAsync(channel, message => Deliver(channel, message)).ConfigureAwait(false);
                Deliver(channel, null);
            }
        }
        catch (LogUnavailableException)
        {
            // polling finds what is missed, and the silence is noticed
        }
    }

    private async Task PingAsync()
    {
        if (Interlocked.Exchange(ref _pinging, 1) != 0) return;
        try
        {
            Note(await CheckAsync().ConfigureAwait(false));
            await _hearing.UseAsync(static _ => Task.CompletedTask).ConfigureAwait(false);
            if (Interlocked.Increment(ref _unheard) > MostUnheard)
            {
                Volatile.Write(ref _unheard, 0);
                RedisLog.Silent(_logger);
                _hearing.Replace();
                return;
            }

            await Reading.SendAsync("PUBLISH", CancellationToken.None, _own, "ping").ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is LogUnavailableException or OperationLogException)
        {
            Note(failure.Message);
        }
        finally
        {
            Volatile.Write(ref _pinging, 0);
        }
    }

    private void Note(string? absence)
    {
        string? before = Interlocked.Exchange(ref _absence, absence);
        if (absence is not null && before is null) RedisLog.Away(_logger, absence);
        if (absence is not null || before is null) return;
        // it may be another server, with other settings
        _isChecked = false;
        RedisLog.Back(_logger);
    }
}
