using StoreHub.Protocol.Messages;
using StoreHub.Server.Logs;
using StoreHub.Server.Topics;

namespace StoreHub.Server.Redis;

/// <summary>
/// The topics of one store in Redis: a script orders events and keeps what is retained, and every hub, also the one at which an event was published, has
/// it from Redis. What is retained is read anew whenever events may have been missed.
/// </summary>
internal sealed class RedisTopicChannel : ITopicChannel
{
    private readonly Lock _gate = new();
    private readonly string _store;
    private readonly RedisKeys _keys;
    private readonly RedisBackplane _backplane;
    private readonly ITopicReceiver _receiver;
    private readonly Action<RedisTopicChannel> _left;
    private readonly Action<byte[]?> _heard;
    private readonly CancellationTokenSource _stopping = new();
    private double _last;
    private int _clears;
    // above 0 while it is read; it is read again if it grew meanwhile
    private int _stale;

    /// <param name="store">The store.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="backplane">The connections.</param>
    /// <param name="receiver">Who gets the events.</param>
    /// <param name="left">Called when it has ended.</param>
    public RedisTopicChannel(string store, RedisKeys keys, RedisBackplane backplane, ITopicReceiver receiver, Action<RedisTopicChannel> left)
    {
        _store = store;
        _keys = keys;
        _backplane = backplane;
        _receiver = receiver;
        _left = left;
        _heard = OnHeard;
    }

    /// <summary>Begins to hear, and reads what is retained.</summary>
    /// <exception cref="LogUnavailableException">Redis cannot be reached.</exception>
    public async ValueTask StartAsync()
    {
        await _backplane.SubscribeAsync(_keys.Events, _heard).ConfigureAwait(false);
        await ReadAsync().ConfigureAwait(false);
    }

    public async ValueTask<double> PublishAsync(EventMessage message, long except)
    {
        string mode = !message.Retain ? "" : message.Value.Value.IsUndefined ? "clear" : "keep";
        object[] arguments = [_keys.Events, mode, message.Topic, TopicPayload.Write(message, _backplane.Hub, except), RecordArguments.Text((long)RedisTopicRelay.KeptFor.TotalMilliseconds)];
        try
        {
            // not again if no reply came: an event goes at most once
            return TopicPayload.Time((await _backplane.Appending.RunOnceAsync(RedisScript.Publish, [_keys.Topics], arguments).ConfigureAwait(false))[0].Bytes);
        }
        catch (OperationLogException refused)
        {
            throw new LogUnavailableException(refused.Message, refused);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _left(this);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _backplane.UnsubscribeAsync(_keys.Events, _heard).ConfigureAwait(false);
    }

    // on whatever thread the client library has for it, one message after the other
    private void OnHeard(byte[]? payload)
    {
        if (payload is null)
        {
            if (Interlocked.Increment(ref _stale) == 1) _ = ReadAgainAsync();
            return;
        }

        if (!TopicPayload.TryRead(_store, payload, _backplane.Hub, out TopicEvent published, out long except)) return;
        lock (_gate)
        {
            // a channel that was subscribed twice is heard twice
            if (published.Message.Time == _last) return;
            _last = published.Message.Time;
            if (published.Retain && published.Clears) _clears++;
            _receiver.Receive(published, except);
        }
    }

    private async Task ReadAgainAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            int stale = Volatile.Read(ref _stale);
            try
            {
                await ReadAsync().ConfigureAwait(false);
                // the library may tell that it is back before it hears again
                await Task.Delay(_backplane.Options.PollInterval, _backplane.Time, _stopping.Token).ConfigureAwait(false);
                await ReadAsync().ConfigureAwait(false);
                if (Interlocked.CompareExchange(ref _stale, 0, stale) == stale) return;
            }
            catch (Exception failure) when (failure is LogUnavailableException or OperationLogException)
            {
                await Task.Delay(_backplane.Options.PollInterval, _backplane.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async ValueTask ReadAsync()
    {
        while (true)
        {
            int clears = Volatile.Read(ref _clears);
            RedisLane lane = _backplane.Reading;
            IReadOnlyList<RedisReply> pairs =
                (await lane.RetryAsync(() => lane.SendAsync("HGETALL", _stopping.Token, new KeyName(_keys.Topics)), _stopping.Token).ConfigureAwait(false)).Items;
            // Redis lost it, or there never was anything: hubs go on with what they have
            if (pairs.Count == 0) return;
            double through = 0;
            var retained = new List<TopicEvent>();
            for (int i = 0; i < pairs.Count; i += 2)
            {
                byte[] payload = pairs[i + 1].Bytes;
                if (pairs[i].Text == "time") through = TopicPayload.Time(payload);
                else if (TopicPayload.TryRead(_store, payload, _backplane.Hub, out TopicEvent published, out _)) retained.Add(published);
            }

            lock (_gate)
            {
                // what was cleared since must not come back
                if (_clears != clears) continue;
                _receiver.Reconcile(retained, through);
                return;
            }
        }
    }
}
