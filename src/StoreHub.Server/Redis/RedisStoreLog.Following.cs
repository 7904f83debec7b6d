using System.Text;
using System.Threading.Channels;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Redis;

/// <content>How it comes to know what other hubs append: they tell, and it looks.</content>
internal sealed partial class RedisStoreLog
{
    // the client library is slow with long replies
    private const int MostEntries = 500;

    // continuations run at once: they only send, and a model of Redis is to see them in the order of their causes
    private readonly Channel<bool> _looks =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true, AllowSynchronousContinuations = true });
    private readonly SemaphoreSlim _following = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<(SourceId Source, long Session)> _releases = [];
    private readonly Action<byte[]?> _heard;
    private ITimer? _timer;
    private Task _loop = Task.CompletedTask;
    private long _heardAt;
    private long _renewedAt;
    private int _live;
    private long _leftAt;

    /// <summary>Begins to follow, and reads all that there is.</summary>
    /// <exception cref="LogUnavailableException">Redis cannot be reached.</exception>
    /// <exception cref="OperationLogException">The log is not as it was any more.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        await _services.Backplane.SubscribeAsync(_keys.Channel, _heard).ConfigureAwait(false);
        await CatchUpAsync(renew: true, cancellationToken).ConfigureAwait(false);
        await _services.Backplane.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (LastRevision > 0) await ListAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan every = _services.Backplane.Options.PollInterval;
        // so that stores that were opened together are not looked at together
        _timer = _services.Time.CreateTimer(static log => ((RedisStoreLog)log!).LookIfSilent(), this, every * (0.5 + (Random.Shared.NextDouble() / 2)), every);
        _loop = FollowAsync();
    }

    public ValueTask CatchUpAsync(CancellationToken cancellationToken = default) => CatchUpAsync(renew: false, cancellationToken);

    private async ValueTask CatchUpAsync(bool renew, CancellationToken cancellationToken)
    {
        await _following.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                long after = LastRevision;
                IReadOnlyList<RedisReply> reply = await FollowAsync(after, MostEntries, renew, cancellationToken).ConfigureAwait(false);
                renew = false;
                Publish(Decode(reply, 3));
                if (LastRevision >= reply[1].Integer) return;
                if (LastRevision == after) throw Fail(new OperationLogException($"The log of {_name} in Redis is damaged: revision {after + 1} is not there."), hasLost: true);
            }
        }
        finally
        {
            _following.Release();
        }
    }

    private ValueTask<IReadOnlyList<RedisReply>> FollowAsync(long after, int entries, bool renew, CancellationToken cancellationToken) =>
        RunAsync(RedisScript.Follow, [RecordArguments.Text(after), RecordArguments.Text(entries), renew ? Milliseconds(_services.Lease) : "0"], cancellationToken, isLong: true);

    /// <summary>Publishes what comes with a reply of what was missed, and reads the rest if that is not all.</summary>
    private ValueTask ReachAsync(IReadOnlyList<RedisReply> reply, int from, CancellationToken cancellationToken)
    {
        if (reply.Count > from) Publish(Decode(reply, from));
        return LastRevision >= reply[1].Integer ? ValueTask.CompletedTask : CatchUpAsync(cancellationToken);
    }

    /// <summary>Publishes those that follow the last one.</summary>
    private void Publish(List<HistoryRecord> records)
    {
        if (records.Count == 0) return;
        lock (_gate)
        {
            if (_failure is not null) return;
            var next = new List<HistoryRecord>(records.Count);
            long last = _last;
            foreach (HistoryRecord record in records)
            {
                if (record.FirstRevision != last + 1) continue;
                next.Add(record);
                last = record.LastRevision;
                foreach (SourceId source in record.Sources) _owners.Remove(source);
            }

            if (next.Count == 0) return;
            Volatile.Write(ref _last, last);
            _heardAt = _services.Time.GetTimestamp();
            if (_observer is null)
            {
                _held?.AddRange(next);
                return;
            }

            _observer.OnPublished(next);
            _observer.OnDurable(last);
        }
    }

    // on whatever thread the client library has for it
    private void OnHeard(byte[]? message)
    {
        Nudge nudge = Nudge.Of(message);
        if (nudge.Kind != 'e' && !nudge.Epoch.SequenceEqual(Encoding.ASCII.GetBytes(Epoch))) nudge = Nudge.Of(default);
        if (nudge.Kind == 'c')
        {
            if (!IsOwn(nudge)) OnClaimed(nudge.Source, nudge.Session);
            return;
        }

        if (nudge.Kind == 'r')
        {
            if (IsOwn(nudge) || nudge.Last <= LastRevision) return;
            if (nudge.Before == LastRevision && nudge.Records.Length > 0 && TryDecode(nudge.Records, out List<HistoryRecord>? records))
            {
                Publish(records);
                return;
            }
        }

        Look();
    }

    private bool IsOwn(Nudge nudge) => nudge.Opening.SequenceEqual(Encoding.ASCII.GetBytes(_opening));

    private void OnClaimed(SourceId source, long session)
    {
        lock (_gate)
        {
            if (_failure is null) _observer?.OnClaimed(source, session);
        }
    }

    private static bool TryDecode(ReadOnlySpan<byte> bytes, out List<HistoryRecord> records)
    {
        records = [];
        var reader = new MessagePackReader(bytes);
        try
        {
            while (!reader.End) records.Add(RecordEncoding.Read(ref reader));
            return true;
        }
        catch (Exception damage) when (damage is MessagePackFormatException or StoreException)
        {
            // it is read from the log then
            return false;
        }
    }

    private void Look() => _looks.Writer.TryWrite(true);

    private void LookIfSilent()
    {
        bool isSilent = _services.Time.GetElapsedTime(Volatile.Read(ref _heardAt)) >= _services.Backplane.Options.PollInterval;
        if (isSilent || IsLeaseDue || Volatile.Read(ref _hindrance) is not null || HasReleases) Look();
    }

    private bool HasReleases
    {
        get
        {
            lock (_gate) return _releases.Count > 0;
        }
    }

    private bool IsLeaseDue => _services.Time.GetElapsedTime(Volatile.Read(ref _renewedAt)) >= _services.Lease / 4;

    private async Task FollowAsync()
    {
        _renewedAt = _services.Time.GetTimestamp();
        while (await _looks.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            _looks.Reader.TryRead(out _);
            try
            {
                bool renew = IsLeaseDue;
                await CatchUpAsync(renew, _stopping.Token).ConfigureAwait(false);
                Volatile.Write(ref _heardAt, _services.Time.GetTimestamp());
                if (renew) Volatile.Write(ref _renewedAt, _services.Time.GetTimestamp());
                await ReleaseWaitingAsync().ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is LogUnavailableException or OperationCanceledException)
            {
                // it looks again with the next tick
            }
            catch (OperationLogException)
            {
                return;
            }
        }
    }

    private void ReleaseLater(SourceId source, long session)
    {
        lock (_gate) _releases.Enqueue((source, session));
    }

    private async ValueTask ReleaseWaitingAsync()
    {
        while (Hindrance is null)
        {
            (SourceId Source, long Session) next;
            lock (_gate)
            {
                if (!_releases.TryDequeue(out next)) return;
            }

            // if it hinders again, it is put back
            await ReleaseAsync(next.Source, next.Session, _stopping.Token).ConfigureAwait(false);
        }
    }

    private void NoteLeft()
    {
        lock (_gate)
        {
            _live--;
            _leftAt = _services.Time.GetTimestamp();
        }
    }

    /// <summary>Ends following. The lease of an opening at which a source was lately stands until it ends: the source may come back elsewhere.</summary>
    private async ValueTask StopAsync()
    {
        if (_timer is not null) await _timer.DisposeAsync().ConfigureAwait(false);
        _looks.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await _services.Backplane.UnsubscribeAsync(_keys.Channel, _heard).ConfigureAwait(false);
        if (!_hasLost && _services.Backplane.Absence is null && _live <= 0 && (_leftAt == 0 || _services.Time.GetElapsedTime(_leftAt) >= _services.OfflineGrace)) await LeaveAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async ValueTask LeaveAsync()
    {
        try
        {
            await _services.Backplane.Appending.RunAsync(RedisScript.Leave, _keys.Log, [Epoch, _opening, "0", _keys.Channel]).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is LogUnavailableException or OperationLogException)
        {
            // the lease ends by itself
        }
    }
}
