using System.Runtime.InteropServices;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;
using StoreHub.Server.FanOut;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Stores;

/// <content>The sequencer loop.</content>
internal sealed partial class HubStore
{
    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            while (!Retire() && await _work.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                int operations = 0;
                while (operations < MaxBatchOperations && _work.Reader.TryRead(out StoreWork? work))
                {
                    if (work is SubmitWork submit)
                    {
                        _batch.Add(submit);
                        operations += submit.Operations;
                    }
                    else
                    {
                        _call = (CallWork)work;
                        // What came before a call is sequenced before it.
                        await AppendAsync().ConfigureAwait(false);
                        await _call.RunAsync().ConfigureAwait(false);
                        _call = null;
                    }
                }

                await AppendAsync().ConfigureAwait(false);
                Settle();
                await RaiseFloorAsync().ConfigureAwait(false);
                await ForgetAsync().ConfigureAwait(false);
                await _compaction.StepAsync(_state, Tail, CallAsync).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // whatever ends the loop, nobody may wait for it any more
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Fail(failure);
        }

        StoreException reason = Ending();
        // The one under way, which is out of the queue already.
        _call?.Fail(reason);
        StoreException forWriters = ForWriters(reason);
        foreach (SubmitWork submit in _batch) submit.Fail(forWriters);
        while (_work.Reader.TryRead(out StoreWork? work)) work.Fail(work is SubmitWork ? forWriters : reason);
        _fanOut.Stop();
        Topics.End(forWriters);
        // whoever opens or deletes the store next must not meet a save of this one
        await _compaction.LastSave.ConfigureAwait(false);
        try
        {
            await _log.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            StoreLog.CloseFailed(_services.Logger, Name.ToString(), failure);
        }
    }

    private async ValueTask AppendAsync()
    {
        if (_batch.Count == 0) return;
        if (Tail.Last > _state.Revision && Tail.BytesAfter(Volatile.Read(ref _durable)) > _services.Options.MaxUndurableBytes)
        {
            Finish(submit => submit.Fail(new StoreException(StoreErrorCode.Overloaded, "Too much waits to become durable; try again.", limit: _services.Options.MaxUndurableBytes)));
            return;
        }

        if (_log.Hindrance is { } hindrance)
        {
            Finish(submit => submit.Fail(new StoreException(StoreErrorCode.StorageUnavailable, hindrance)));
            return;
        }

        _submissions.Clear();
        foreach (SubmitWork submit in _batch) _submissions.AddRange(submit.Submissions);
        AppendOutcome[] outcomes;
        try
        {
            outcomes = [.. await _log.AppendAsync(_submissions).ConfigureAwait(false)];
        }
        catch (LogUnavailableException away)
        {
            // whether it was appended is not known: the same is sent again
            Finish(submit => submit.Fail(Unavailable(away)));
            return;
        }

        int next = 0;
        Finish(submit =>
        {
            ReadOnlySpan<AppendOutcome> own = outcomes.AsSpan(next, submit.Submissions.Count);
            next += own.Length;
            SubmitResult result = SubmitAnswer.Of(submit.Submissions, own);
            // The last one's base is the highest that its source vouches for.
            _bases.Raise(submit.Subscription.Source, submit.Submissions[^1].Transaction.Base, _state.Revision);
            // Before the loop settles, so that the reason is there when the void is acknowledged.
            for (int i = 0; i < own.Length; i++)
            {
                // it may have been appended by an attempt whose outcome was not known
                if (own[i].IsTaken && submit.Submissions[i].Refusal is { } reason)
                    submit.Subscription.Refuse(submit.Submissions[i].Transaction.FirstSeq, reason);
            }

            // at another node, and the word of it was lost
            if (own[^1].Kind == AppendKind.Superseded) TakeOver(submit.Subscription);
            submit.Complete(result);
        });
    }

    /// <summary>What clients are told while the log cannot be reached.</summary>
    public static StoreException Unavailable(LogUnavailableException away) =>
        new(StoreErrorCode.StorageUnavailable, $"The hub cannot store at present: {away.Message}", innerException: away);

    private static async ValueTask<T> ReachedAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (LogUnavailableException away)
        {
            throw Unavailable(away);
        }
    }

    private async ValueTask CatchUpAsync()
    {
        try
        {
            await _log.CatchUpAsync().ConfigureAwait(false);
            Settle();
        }
        catch (LogUnavailableException)
        {
            // a snapshot does as well
        }
    }

    private void Finish(Action<SubmitWork> finish)
    {
        foreach (SubmitWork submit in CollectionsMarshal.AsSpan(_batch))
        {
            Interlocked.Add(ref _waiting, -submit.Operations);
            finish(submit);
        }

        _batch.Clear();
    }

    /// <summary>Folds in what is durable and tells its authors.</summary>
    /// <returns>The revision through which it is durable.</returns>
    private long Settle()
    {
        // A full fence: durability that comes after this read asks again.
        Interlocked.Exchange(ref _settleAsked, 0);
        long durable = Volatile.Read(ref _durable);
        bool acknowledged = false;
        foreach (HistoryRecord record in Tail.Range(_state.Revision, durable))
        {
            _state.Apply(record);
            if (!record.HasAuthor || !_writers.TryGetValue(record.Source, out Subscription? writer)) continue;
            writer.Acknowledge(record);
            acknowledged = true;
        }

        if (acknowledged) _fanOut.Signal();
        return durable;
    }

    private async ValueTask RaiseFloorAsync()
    {
        int step = _services.Options.FloorStep;
        if (_state.Revision < _nextFloorLook || _state.Revision - _askedFloor < step || _log.Hindrance is not null) return;
        if (_state.TombstoneCount == 0 && _state.Sources.VoidCount == 0) return;
        // Looking at every source's base costs time in proportion to them: not after each batch.
        _nextFloorLook = _state.Revision + Math.Max(1, step / 16);
        long floor = _bases.Least(_state.Revision);
        if (floor - _askedFloor < step) return;
        _askedFloor = floor;
        try
        {
            await _log.AppendFloorAsync(floor).ConfigureAwait(false);
        }
        catch (LogUnavailableException)
        {
            // the floor can wait
            return;
        }

        Settle();
    }

    private async ValueTask ForgetAsync()
    {
        if (!_retention.IsDue || _log.Hindrance is not null) return;
        var undurable = new HashSet<SourceId>();
        foreach (HistoryRecord record in Tail.Range(_state.Revision, Tail.Last))
        {
            if (record.HasAuthor) undurable.Add(record.Source);
            else undurable.UnionWith(record.Sources);
        }

        IReadOnlyList<SourceId> idle = _retention.Look(_state.Sources, source => _writers.ContainsKey(source) || undurable.Contains(source));
        bool appended;
        try
        {
            appended = idle.Count > 0 && await _log.AppendForgetAsync(idle).ConfigureAwait(false);
        }
        catch (LogUnavailableException)
        {
            // and so can this
            appended = false;
        }

        _retention.Asked(hasMore: appended && idle.Count == HistoryRecord.MaxSources);
        if (!appended) return;
        StoreLog.Forgotten(_services.Logger, Name.ToString(), idle.Count);
        Settle();
    }

    private bool HasWritten(SourceId source) =>
        _state.Sources.TryGet(source, out _) || Tail.Range(_state.Revision, Tail.Last).Any(record => record.Source == source);

    /// <summary>What durable history holds of a source, unless it is forgotten by what is not durable yet.</summary>
    private SourceEntry? Known(SourceId source)
    {
        if (!_state.Sources.TryGet(source, out SourceEntry? known)) return null;
        if (Volatile.Read(ref _forgottenAt) <= _state.Revision) return known;
        return Tail.Range(_state.Revision, Tail.Last).Any(record => record.Sources.Contains(source)) ? null : known;
    }

    /// <summary>
    /// Lets a store go that nobody has open: at once if nothing is in it and nothing retained, so that a name that was only looked at leaves nothing
    /// behind; else after a while.
    /// </summary>
    private bool Retire()
    {
        if (!_wasOpened || ((Tail.Last > 0 || Topics.HasRetained) && (!IsIdle || _state.Revision < Tail.Last || _compaction.IsSaving))) return false;
        lock (_gate)
        {
            if (_subscriptions.Count > 0 || _failure is not null) return false;
            Volatile.Write(ref _isRetired, true);
        }

        _work.Writer.TryComplete();
        return true;
    }

    private void Fail(Exception cause)
    {
        StoreException reason = Failure(cause);
        if (End(reason) is not { } left) return;
        bool isDeletion = cause is OperationLogException { IsDeletion: true };
        foreach (Subscription subscription in left)
        {
            if (isDeletion) subscription.Close(StoreErrorCode.StoreDeleted, $"The store {Name} was deleted.", reconnect: false);
            else subscription.Close(reason.Code, reason.Message, reconnect: true);
        }

        if (isDeletion) return;
        StoreLog.StoreFailed(_services.Logger, Name.ToString(), cause);
    }

    /// <summary>Takes nothing any more.</summary>
    /// <returns>Who has it open and is to be told; null if it has ended before.</returns>
    private Subscription[]? End(StoreException reason)
    {
        Subscription[] left;
        lock (_gate)
        {
            if (HasEnded) return null;
            _failure = reason;
            left = [.. _subscriptions];
        }

        _work.Writer.TryComplete();
        return left;
    }
}
