using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;
using StoreHub.Server.Stores;

namespace StoreHub.Server.FanOut;

/// <summary>
/// The send loop of one connection: when woken it pulls frame after frame from the connection's subscriptions, in turn, and waits for the
/// connection to take each. It runs on the thread that wakes it until it has to wait, so nobody wakes it under a lock. Safe for any thread.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore without a wait handle holds nothing, and late callers may still wait for it.")]
internal sealed class ConnectionPump(HubConnectionContext connection, ILogger logger)
{
    // nothing to do; sending; to look again because it was woken since
    private const int Idle = 0, Running = 1, Woken = 2;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Subscription[] _subscriptions = [];
    private int _work = Idle;
    private TaskCompletionSource? _empty;
    private bool _stopped;

    /// <summary>Whether frames are JSON.</summary>
    public bool IsJson { get; } = connection.Protocol.Name == "json";

    /// <summary>How many subscriptions the connection has.</summary>
    public int Count => Volatile.Read(ref _subscriptions).Length;

    /// <summary>The user's identifier; empty for the anonymous one.</summary>
    public string Principal => connection.UserIdentifier ?? "";

    /// <summary>Completes when the connection is gone.</summary>
    public Task Completion => _ended.Task;

    public void Wake()
    {
        // whoever finds it idle runs it
        if (Interlocked.Exchange(ref _work, Woken) == Idle) _ = RunAsync();
    }

    public bool TryFind(SubscriptionKey key, [NotNullWhen(true)] out Subscription? subscription)
    {
        foreach (Subscription candidate in Volatile.Read(ref _subscriptions))
        {
            if (candidate.Key != key || candidate.IsClosed) continue;
            subscription = candidate;
            return true;
        }

        subscription = null;
        return false;
    }

    /// <summary>Why a store is not open any more, if it was deleted and the client has perhaps not heard of it yet.</summary>
    public StoreException? DeletionOf(SubscriptionKey key) => Volatile.Read(ref _subscriptions).FirstOrDefault(subscription => subscription.Key == key)?.Deletion;

    /// <summary>Begins to send a subscription's frames. False if the connection is gone.</summary>
    public bool Add(Subscription subscription)
    {
        lock (_gate)
        {
            if (_stopped) return false;
            _subscriptions = [.. _subscriptions, subscription];
        }

        Wake();
        return true;
    }

    /// <summary>Ends the subscriptions of a key in silence, also those that ended and have not said so; when this completes, nothing of them follows.</summary>
    public async Task RemoveAsync(SubscriptionKey key, CancellationToken cancellationToken)
    {
        Subscription[] left = [.. Volatile.Read(ref _subscriptions).Where(subscription => subscription.Key == key)];
        if (left.Length == 0) return;
        foreach (Subscription subscription in left) Forget(subscription);
        await WhenSentAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes when the connection has the frame that is on its way to it now, if one is.</summary>
    public async Task WhenSentAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        _sending.Release();
    }

    /// <summary>Ends all subscriptions; the client is told why.</summary>
    public void CloseAll(StoreErrorCode code, string message, bool reconnect)
    {
        foreach (Subscription subscription in Volatile.Read(ref _subscriptions)) subscription.Close(code, message, reconnect);
    }

    /// <summary>Completes when no subscription is left, each with its last message sent, or the connection is gone.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            if (_subscriptions.Length == 0) return Task.CompletedTask;
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>Ends the send loop and all subscriptions: the connection is gone.</summary>
    public void Stop()
    {
        Subscription[] left;
        lock (_gate)
        {
            _stopped = true;
            left = _subscriptions;
            Set([]);
        }

        _ended.TrySetResult();
        foreach (Subscription subscription in left)
        {
            subscription.Drop();
            subscription.Store.Leave(subscription);
        }
    }

    private void Set(Subscription[] subscriptions)
    {
        Volatile.Write(ref _subscriptions, subscriptions);
        if (subscriptions.Length > 0) return;
        _empty?.TrySetResult();
        _empty = null;
    }

    private void Forget(Subscription subscription)
    {
        subscription.Drop();
        lock (_gate) Set([.. _subscriptions.Where(other => other != subscription)]);
        subscription.Store.Leave(subscription);
    }

    /// <summary>Sends until nothing is left and nobody has woken it meanwhile. Once it has failed nothing wakes it any more.</summary>
    private async Task RunAsync()
    {
        try
        {
            do
            {
                Interlocked.Exchange(ref _work, Running);
                while (await SendRoundAsync().ConfigureAwait(false))
                {
                }
            }
            while (Interlocked.CompareExchange(ref _work, Idle, Running) != Running);
        }
        catch (OperationCanceledException)
        {
            // The connection is gone.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            FanOutLog.PumpFailed(logger, connection.ConnectionId, failure);
            connection.Abort();
        }
    }

    private async ValueTask<bool> SendRoundAsync()
    {
        bool sent = false;
        foreach (Subscription subscription in Volatile.Read(ref _subscriptions))
        {
            connection.ConnectionAborted.ThrowIfCancellationRequested();
            await _sending.WaitAsync(connection.ConnectionAborted).ConfigureAwait(false);
            try
            {
                OutgoingFrame frame = await subscription.NextAsync().ConfigureAwait(false);
                if (!frame.IsNothing)
                {
                    await frame.WriteToAsync(connection, connection.ConnectionAborted).ConfigureAwait(false);
                    sent = true;
                }
                else if (subscription.IsClosed)
                {
                    Forget(subscription);
                }
            }
            catch (StoreException failed)
            {
                // The store failed meanwhile: the next round says so, if it has not said so itself.
                subscription.Close(failed.Code, failed.Message, reconnect: true);
                sent = true;
            }
            finally
            {
                _sending.Release();
            }
        }

        return sent;
    }
}
