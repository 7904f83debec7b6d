using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Redis;

/// <summary>
/// One opening of a store's log in Redis, which other hubs append to as well. What is published is what Redis answered or told: with
/// <c>appendfsync always</c> it was synced before, so published is durable. Any script that finds the log not as it was fails the opening.
/// </summary>
internal sealed partial class RedisStoreLog : IStoreLog
{
    private const int OutcomeBytes = 25;

    private readonly Lock _gate = new();
    private readonly StoreName _name;
    private readonly RedisKeys _keys;
    private readonly RedisLogServices _services;
    private readonly Action<RedisStoreLog, RememberedStore?> _closed;
    private readonly Dictionary<SourceId, string> _owners = [];
    private readonly string _opening = EpochLineage.NewEpoch();
    // what comes before somebody observes
    private List<HistoryRecord>? _held = [];
    private IStoreLogObserver? _observer;
    private OperationLogException? _failure;
    private bool _hasLost;
    private int _isDisposed;
    private string? _hindrance;
    private bool _isListed;
    private long _last;
    private long _trimmed;

    /// <param name="name">The store.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="opened">What it begins with.</param>
    /// <param name="services">What all logs use.</param>
    /// <param name="closed">Called when it is closed, with what there is to remember.</param>
    public RedisStoreLog(StoreName name, RedisKeys keys, OpenedStore opened, RedisLogServices services, Action<RedisStoreLog, RememberedStore?> closed)
    {
        _name = name;
        _keys = keys;
        _services = services;
        _closed = closed;
        Epoch = opened.Epoch;
        EarlierEpochs = opened.Ends;
        _last = _trimmed = opened.TrimmedThrough;
        _heard = OnHeard;
    }

    public string Epoch { get; }

    public IReadOnlyList<EpochEnd> EarlierEpochs { get; }

    public long LastRevision => Volatile.Read(ref _last);

    public long DurableRevision => LastRevision;

    public long TrimmedThrough => Volatile.Read(ref _trimmed);

    public string? Hindrance => Volatile.Read(ref _hindrance) ?? _services.Backplane.Absence;

    public void Observe(long after, IStoreLogObserver observer)
    {
        lock (_gate)
        {
            Check();
            if (after < TrimmedThrough) throw new OperationLogException($"Revisions up to {TrimmedThrough} are trimmed.");
            List<HistoryRecord> missed = [.. _held!.Where(record => record.FirstRevision > after)];
            _held = null;
            _observer = observer;
            if (missed.Count > 0) observer.OnPublished(missed);
            observer.OnDurable(_last);
        }
    }

    public async ValueTask<SourceClaim> ClaimAsync(SourceId source, SourceOwner owner, CancellationToken cancellationToken = default)
    {
        // the store's other work waits behind this
        if (Hindrance is { } why) throw new LogUnavailableException(why);
        string text = RecordArguments.Owner(owner);
        IReadOnlyList<RedisReply> reply = await RunAsync(RedisScript.Claim, [source.ToString(), text, Milliseconds(_services.Lease)], cancellationToken).ConfigureAwait(false);
        await ReachAsync(reply, 4, cancellationToken).ConfigureAwait(false);
        var claim = new SourceClaim(reply[2].Integer, reply[3].Integer);
        if (claim.Granted) Own(source, text);
        return claim;
    }

    public async ValueTask ReleaseAsync(SourceId source, long session, CancellationToken cancellationToken = default)
    {
        if (session == 0) return;
        if (Hindrance is not null)
        {
            ReleaseLater(source, session);
            return;
        }

        try
        {
            IReadOnlyList<RedisReply> reply = await RunAsync(RedisScript.Release, [source.ToString(), RecordArguments.Text(session)], cancellationToken).ConfigureAwait(false);
            if (reply[2].Integer == 1) Disown([source]);
            NoteLeft();
        }
        catch (LogUnavailableException)
        {
            ReleaseLater(source, session);
        }
    }

    public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<Submission> submissions, CancellationToken cancellationToken = default) =>
        submissions.Count == 0 ? [] : await AppendAsync(submissions, recovered: null, cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> AppendFloorAsync(long floor, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<RedisReply> reply = await RunAsync(RedisScript.Floor, [RecordArguments.Text(floor), Milliseconds(_services.Lease)], cancellationToken).ConfigureAwait(false);
        return await AppendedAsync(reply, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> AppendForgetAsync(IReadOnlyList<SourceId> sources, CancellationToken cancellationToken = default)
    {
        object[] arguments = [Milliseconds(_services.SourceRetention), .. sources.Order().Select(static source => (object)source.ToString())];
        return await AppendedAsync(await RunAsync(RedisScript.Forget, arguments, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<HistoryRecord>> ReadAsync(long after, int maxOperations, CancellationToken cancellationToken = default)
    {
        if (after < TrimmedThrough) throw new OperationLogException($"Revisions up to {TrimmedThrough} are trimmed.");
        IReadOnlyList<RedisReply> reply = await FollowAsync(after, Math.Clamp(maxOperations, 1, MostEntries), renew: false, cancellationToken).ConfigureAwait(false);
        var read = new List<HistoryRecord>();
        int operations = 0;
        foreach (HistoryRecord record in Decode(reply, 3))
        {
            if (record.FirstRevision <= after) continue;
            if (read.Count > 0 && operations + record.Count > maxOperations) break;
            read.Add(record);
            operations += record.Count;
        }

        return read;
    }

    // what is published was synced, as far as Redis is told to sync
    public ValueTask SyncAsync(long revision, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public async ValueTask TrimAsync(long through, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            // in pieces: nobody else is served while a script runs
            IReadOnlyList<RedisReply> reply = await RunAsync(RedisScript.Trim, [RecordArguments.Text(through), "1000"], cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _trimmed, Math.Max(TrimmedThrough, reply[2].Integer));
            if (reply[3].Integer < 1000) return;
        }
    }

    /// <summary>Appends again what the log lost, which no session vouches for.</summary>
    /// <param name="lost">It.</param>
    /// <param name="owners">Whose sources are, as far as that is remembered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask ReappendAsync(IReadOnlyList<HistoryRecord> lost, IReadOnlyDictionary<SourceId, string>? owners, CancellationToken cancellationToken)
    {
        int taken = 0, count = 0;
        foreach (HistoryRecord[] part in lost.Where(static record => record.HasAuthor).Chunk(1000))
        {
            Submission[] submissions = [.. part.Select(static record => new Submission(TransactionOf(record), 0))];
            taken += (await AppendAsync(submissions, owners ?? ImmutableDictionary<SourceId, string>.Empty, cancellationToken).ConfigureAwait(false)).Count(static outcome => outcome.IsTaken);
            count += part.Length;
        }

        if (count > 0) RedisLog.Reappended(_services.Logger, _name.ToString(), taken, count);
    }

    /// <summary>Ends it: it takes nothing any more.</summary>
    /// <param name="why">Why.</param>
    /// <param name="hasLost">Whether the log lost something, so that what this hub has is to be remembered.</param>
    /// <returns>Why it takes nothing any more.</returns>
    public OperationLogException Fail(OperationLogException why, bool hasLost = false)
    {
        lock (_gate)
        {
            if (_failure is { } before) return before;
            _failure = why;
            _hasLost = hasLost;
            _observer?.OnFailed(why);
            return why;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        lock (_gate) _failure ??= new OperationLogException("This opening of the log was closed.");
        await StopAsync().ConfigureAwait(false);
        _services.Health.Clear(_name);
        RememberedStore? remembered = null;
        if (_hasLost && _observer?.Recall() is { } memory)
        {
            lock (_gate) remembered = new RememberedStore(Epoch, EarlierEpochs, new Dictionary<SourceId, string>(_owners), memory);
        }

        _observer = null;
        _closed(this, remembered);
    }

    private static Transaction TransactionOf(HistoryRecord record) => record.Kind == RecordKind.Void
        ? Transaction.Void(record.Source, record.FirstSeq, record.Count, record.Ts, 0)
        : new Transaction(record.Operations, 0);

    private static string Milliseconds(TimeSpan span) => RecordArguments.Text((long)span.TotalMilliseconds);

    private async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<Submission> submissions, IReadOnlyDictionary<SourceId, string>? recovered, CancellationToken cancellationToken)
    {
        await ListAsync(cancellationToken).ConfigureAwait(false);
        double latest = (_services.Time.GetUtcNow() + _services.AllowedSkew - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        var arguments = new List<object>(2 + (submissions.Count * 2)) { RecordArguments.Text(_services.Backplane.Options.NudgeBytes), recovered is null ? "0" : "1" };
        for (int i = 0; i < submissions.Count; i++) RecordArguments.Add(arguments, submissions[i], latest, recovered?.GetValueOrDefault(submissions[i].Transaction.Source));
        IReadOnlyList<RedisReply> reply = await RunAsync(RedisScript.Append, arguments, cancellationToken).ConfigureAwait(false);
        (AppendOutcome[] outcomes, List<HistoryRecord> own) = Read(reply[2].Bytes, submissions);
        await ReachAsync(reply, 3, cancellationToken).ConfigureAwait(false);
        Publish(own);
        return outcomes;
    }

    private static (AppendOutcome[] Outcomes, List<HistoryRecord> Own) Read(ReadOnlySpan<byte> bytes, IReadOnlyList<Submission> submissions)
    {
        var outcomes = new AppendOutcome[submissions.Count];
        var own = new List<HistoryRecord>(submissions.Count);
        for (int i = 0; i < outcomes.Length; i++, bytes = bytes[OutcomeBytes..])
        {
            var kind = (AppendKind)bytes[0];
            long revision = (long)BinaryPrimitives.ReadDoubleBigEndian(bytes[1..]);
            outcomes[i] = new AppendOutcome(kind, revision, (long)BinaryPrimitives.ReadDoubleBigEndian(bytes[9..]));
            // one that repeats the outcome before has no timestamp of its own
            if (kind == AppendKind.Appended) own.Add(HistoryRecord.Of(submissions[i].Transaction, revision, BinaryPrimitives.ReadDoubleBigEndian(bytes[17..])));
        }

        return (outcomes, own);
    }

    private async ValueTask<bool> AppendedAsync(IReadOnlyList<RedisReply> reply, CancellationToken cancellationToken)
    {
        await ReachAsync(reply, 3, cancellationToken).ConfigureAwait(false);
        if (reply[2].Integer == 0) return false;
        // seldom: reading what was written is simpler than making it twice
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>The store's name is listed before it has history: whoever lists them leaves out those that have none.</summary>
    private async ValueTask ListAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _isListed)) return;
        RedisLane lane = _services.Backplane.Appending;
        await HinderedAsync(lane.RetryAsync(() => lane.SendAsync("SADD", cancellationToken, new KeyName(RedisOperationLog.ListKey(_services)), _name.ToString()), cancellationToken)).ConfigureAwait(false);
        Volatile.Write(ref _isListed, true);
    }

    private async ValueTask<IReadOnlyList<RedisReply>> RunAsync(RedisScript script, IReadOnlyList<object> arguments, CancellationToken cancellationToken, bool isLong = false)
    {
        RedisLane lane = isLong ? _services.Backplane.Reading : _services.Backplane.Appending;
        lock (_gate) Check();
        IReadOnlyList<RedisReply> reply =
            await HinderedAsync(lane.RunAsync(script, _keys.Log, [Epoch, _opening, RecordArguments.Text(LastRevision), _keys.Channel, .. arguments], cancellationToken)).ConfigureAwait(false);
        return reply[0].Text == "ok" ? reply : throw Fence(reply);
    }

    private async ValueTask<T> HinderedAsync<T>(Task<T> call)
    {
        try
        {
            T result = await call.ConfigureAwait(false);
            Unhinder();
            return result;
        }
        catch (LogUnavailableException away)
        {
            Hinder(away.Message);
            throw;
        }
        catch (OperationLogException refused)
        {
            throw Fail(refused);
        }
    }

    private OperationLogException Fence(IReadOnlyList<RedisReply> reply)
    {
        string status = reply[0].Text;
        return Fail(
            status switch
            {
                "deleted" => new OperationLogException($"The store {_name} was deleted.") { IsDeletion = true },
                "epoch" => new OperationLogException($"The log of {_name} has another epoch now, {reply[1].Text}."),
                "restarted" => new OperationLogException($"Redis restarted, or is another server; the log of {_name} may have lost its end."),
                "shorter" => new OperationLogException($"The log of {_name} ends at revision {reply[1].Text}, and had {LastRevision}."),
                "trimmed" => new OperationLogException($"The log of {_name} was trimmed through revision {reply[1].Text}, and this hub had only {LastRevision}."),
                _ => new OperationLogException($"The log of {_name} in Redis is damaged: its records are not as many as they should be."),
            },
            hasLost: status is not ("deleted" or "trimmed"));
    }

    private void Hinder(string why)
    {
        Volatile.Write(ref _hindrance, why);
        _services.Health.Hinder(_name, why);
    }

    private void Unhinder()
    {
        if (Volatile.Read(ref _hindrance) is null) return;
        Volatile.Write(ref _hindrance, null);
        _services.Health.Clear(_name);
    }

    private void Own(SourceId source, string owner)
    {
        lock (_gate)
        {
            _owners[source] = owner;
            _live++;
        }
    }

    private void Disown(IReadOnlyList<SourceId> sources)
    {
        lock (_gate)
        {
            foreach (SourceId source in sources) _owners.Remove(source);
        }
    }

    private void Check()
    {
        if (_failure is not null) throw new OperationLogException(_failure.Message, _failure) { IsDeletion = _failure.IsDeletion };
    }

    private List<HistoryRecord> Decode(IReadOnlyList<RedisReply> reply, int from)
    {
        var records = new List<HistoryRecord>(Math.Max(0, reply.Count - from));
        try
        {
            for (int i = from; i < reply.Count; i++) records.Add(RecordEncoding.FromBytes(reply[i].Bytes));
        }
        catch (Exception damage) when (damage is MessagePackFormatException or StoreException)
        {
            throw Fail(new OperationLogException($"The log of {_name} in Redis is damaged: {damage.Message}", damage), hasLost: true);
        }

        return records;
    }
}
