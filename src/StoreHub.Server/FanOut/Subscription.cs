using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Stores;
using StoreHub.Server.Topics;
using AckMessage = StoreHub.Protocol.Messages.AckMessage;

namespace StoreHub.Server.FanOut;

/// <summary>
/// One view that a connection has of one store: a cursor into the tail, what is to be acknowledged, and a pending end. The pump of its connection pulls
/// from it; nothing of history is ever queued for it, so that a slow connection costs no memory but for the last events of its topics, which are bounded.
/// Safe for any thread; one pump pulls.
/// </summary>
internal sealed class Subscription(HubStore store, ConnectionPump pump, SourceId source, bool json, string? channel = null)
{
    private static long _lastNumber;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, string> _refusals = [];
    private List<SeqRange> _voids = [];
    private long _acknowledged = -1;
    private long _acknowledgedRevision;
    private bool _acknowledge;
    private ClosedMessage? _closed;
    private TaskCompletionSource? _progress;
    private long _cursor;
    private volatile bool _needsSnapshot;
    private long _snapshotRevision = -1;
    private int _nextChunk;
    private bool _topicsTurn;

    public HubStore Store { get; } = store;

    /// <summary>What it is called in this process: from 1.</summary>
    public long Number { get; } = Interlocked.Increment(ref _lastNumber);

    /// <summary>What it is called on its connection.</summary>
    public SubscriptionKey Key { get; } = new(store.Name, channel);

    /// <summary>Who writes here; none for a reader.</summary>
    public SourceId Source { get; } = source;

    /// <summary>The topics that it has subscribed.</summary>
    public SubscribedTopics Topics { get; } = new(channel);

    /// <summary>The session of the source.</summary>
    public long Session { get; private set; }

    /// <summary>Whether it has ended; it may have its last message still to send.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The store's end, if that is why it has ended: coming back does not help.</summary>
    public StoreException? Deletion { get; private set; }

    /// <summary>Sets where it begins; called once by the store.</summary>
    /// <param name="session">The session of the source.</param>
    /// <param name="cursor">The revision after which records follow; null to begin with a snapshot.</param>
    /// <param name="acknowledged">The last seq that the client was told is durable.</param>
    public void Start(long session, long? cursor, long acknowledged)
    {
        lock (_gate)
        {
            Session = session;
            _needsSnapshot = cursor is null;
            _cursor = cursor ?? 0;
            _acknowledged = acknowledged;
        }
    }

    public void Wake() => pump.Wake();

    /// <summary>Keeps why a transaction was refused, whose void was appended and is not acknowledged yet.</summary>
    public void Refuse(long firstSeq, string reason)
    {
        lock (_gate)
        {
            if (firstSeq > _acknowledged) _refusals[firstSeq] = reason;
        }
    }

    /// <summary>A record of its source is durable. The caller wakes it.</summary>
    public void Acknowledge(HistoryRecord record)
    {
        lock (_gate)
        {
            if (record.LastSeq <= _acknowledged) return;
            _acknowledged = record.LastSeq;
            _acknowledgedRevision = record.LastRevision;
            _acknowledge = true;
            if (record.Kind == RecordKind.Void) _voids.Add(new SeqRange(record.FirstSeq, record.Count, _refusals.Remove(record.FirstSeq, out string? reason) ? reason : null));
        }
    }

    /// <summary>
    /// Completes when what was sent reaches near to the head, or it has ended. Who writes keeps reading: else writers that outrun the fan-out would
    /// drive everybody behind the tail, and nobody would get further than the next snapshot.
    /// </summary>
    public async ValueTask WhenNearAsync(CancellationToken cancellationToken)
    {
        while (IsFar)
        {
            Task progress;
            lock (_gate) progress = (_progress ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            // what came between the look and the wish to be told
            if (IsFar) await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends it; the client is told why. The first reason counts.</summary>
    public void Close(StoreErrorCode code, string message, bool reconnect)
    {
        lock (_gate)
        {
            if (IsClosed) return;
            IsClosed = true;
            if (code == StoreErrorCode.StoreDeleted) Deletion = new StoreException(code, message);
            _closed = new ClosedMessage { Store = Store.Name.ToString(), Channel = Key.Channel, Code = code, Message = message, Reconnect = reconnect };
        }

        Progressed();
        Wake();
    }

    /// <summary>Ends it in silence, even if it has ended and not said so yet.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            IsClosed = true;
            _closed = null;
        }

        Progressed();
    }

    /// <summary>The next frame for its connection; nothing if it is up to date or has ended.</summary>
    public async ValueTask<OutgoingFrame> NextAsync()
    {
        lock (_gate)
        {
            if (_closed is { } closed)
            {
                _closed = null;
                return new OutgoingFrame(new InvocationMessage(ClientMethods.Closed, [closed]));
            }

            if (IsClosed) return default;
            if (_acknowledge) return new OutgoingFrame(new InvocationMessage(ClientMethods.Ack, [TakeAcknowledgement()]));
        }

        // in turn, so that neither history nor topics starve the other
        _topicsTurn = !_topicsTurn;
        OutgoingFrame first = _topicsTurn ? Topics.Next() : await NextOfHistoryAsync().ConfigureAwait(false);
        if (!first.IsNothing) return first;
        return _topicsTurn ? await NextOfHistoryAsync().ConfigureAwait(false) : Topics.Next();
    }

    private async ValueTask<OutgoingFrame> NextOfHistoryAsync()
    {
        if (!_needsSnapshot)
        {
            if (_cursor >= Store.Tail.Start)
            {
                // Between the look and the pull the tail may be trimmed past the cursor: that is the same as having been behind it.
                try
                {
                    if (Store.Tail.FrameAfter(_cursor) is not { } frame) return default;
                    Volatile.Write(ref _cursor, frame.Last);
                    Progressed();
                    return new OutgoingFrame(frame, Key.Channel);
                }
                catch (ArgumentOutOfRangeException)
                {
                }
            }

            _needsSnapshot = true;
        }

        return new OutgoingFrame(new InvocationMessage(ClientMethods.Snapshot, [await NextChunkAsync().ConfigureAwait(false) with { Channel = Key.Channel }]));
    }

    // The snapshot is asked for anew for each piece, so that a stalled connection keeps no old one alive.
    private async ValueTask<SnapshotChunk> NextChunkAsync()
    {
        SharedSnapshot snapshot = await Store.SnapshotAsync(json, _snapshotRevision).ConfigureAwait(false);
        if (snapshot.Revision != _snapshotRevision)
        {
            _snapshotRevision = snapshot.Revision;
            _nextChunk = 0;
        }

        SnapshotChunk chunk = snapshot.Chunk(_nextChunk++);
        if (_nextChunk < chunk.Count) return chunk;
        Volatile.Write(ref _cursor, snapshot.Revision);
        _snapshotRevision = -1;
        _needsSnapshot = false;
        Progressed();
        return chunk;
    }

    private bool IsFar => !IsClosed && (_needsSnapshot || Store.IsFar(Volatile.Read(ref _cursor)));

    private void Progressed()
    {
        // Either this sees who waits, or who waits sees what was written before: without a full fence both may miss each other, and the
        // last progress there is would wake nobody.
        Interlocked.MemoryBarrier();
        // seldom does anybody wait
        if (Volatile.Read(ref _progress) is null) return;
        TaskCompletionSource? progress;
        lock (_gate) (progress, _progress) = (_progress, null);
        progress?.TrySetResult();
    }

    private AckMessage TakeAcknowledgement()
    {
        _acknowledge = false;
        List<SeqRange> voids = _voids;
        if (voids.Count > 0) _voids = [];
        return new AckMessage
        {
            Store = Store.Name.ToString(),
            Channel = Key.Channel,
            Source = Source.ToString(),
            Seq = _acknowledged,
            Revision = _acknowledgedRevision,
            Voids = voids.Count > 0 ? voids : [],
        };
    }
}
