using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using StoreHub.Client.Connections;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;

namespace StoreHub.Client.Stores;

/// <summary>
/// Sends the outbox, in order: one submission is under way at a time, and what is written meanwhile goes with the next, so that a busy
/// writer makes few large frames and an idle one is sent at once.
/// </summary>
internal sealed class SubmitPump(StoreSession session, SubmitRun run, StoreHubClientOptions options)
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SubmitBatch _batch = new(options.Protocol);
    private readonly ReconnectBackoff _backoff = new(options.ReconnectDelay, options.MaxReconnectDelay, Random.Shared);
    private readonly Lock _lock = new();
    private CancellationTokenSource? _running;
    private Task _last = Task.CompletedTask;

    public void Signal() => _signal.Writer.TryWrite(true);

    public void Start(HubConnection connection, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Stop();
            _running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _last = RunAsync(_last, connection, _running.Token);
        }

        Signal();
    }

    public void Stop()
    {
        lock (_lock)
        {
            _running?.Cancel();
            _running?.Dispose();
            _running = null;
        }
    }

    private async Task RunAsync(Task before, HubConnection connection, CancellationToken cancellationToken)
    {
        // the batch is shared with the run before, which was told to stop
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            bool single = false;
            while (await _signal.Reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (run.TakeBatch(_batch, single, cancellationToken) is { Count: > 0 } transactions)
                {
                    ErrorInfo? error = await SubmitAsync(connection, transactions, cancellationToken).ConfigureAwait(false);
                    if (error is null)
                    {
                        single = false;
                        _backoff.Reset();
                        session.NoteStorage(null, cancellationToken);
                    }
                    else if (!await RecoverAsync(error, transactions, cancellationToken).ConfigureAwait(false))
                    {
                        return;
                    }
                    else
                    {
                        // one at a time from here, to find the one that is refused
                        single = true;
                    }
                }

                // what a submission asked for in vain may have been done nevertheless: then there is nothing to send again
                if (session.PendingCount == 0) session.NoteStorage(null, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // stopped: the connection is gone or the store closed
        }
#pragma warning disable CA1031 // transports fail with exceptions of their own; an application may bring any
        catch (Exception e)
#pragma warning restore CA1031
        {
            // a connection that is gone is noticed where its end is awaited; any other failure needs a new conversation, but not at once
            await Task.Delay(_backoff.Next(), options.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested) session.OnPumpFailed(e);
        }
    }

    private async Task<ErrorInfo?> SubmitAsync(HubConnection connection, IReadOnlyList<Transaction> transactions, CancellationToken cancellationToken)
    {
        SubmitResult result = await connection.InvokeAsync<SubmitResult>(
            HubMethods.Submit, new SubmitRequest { Store = session.Name, Transactions = transactions }, cancellationToken).ConfigureAwait(false);
        return result.Error;
    }

    /// <summary>Decides what an error means for what was sent; false: this conversation is over.</summary>
    private async Task<bool> RecoverAsync(ErrorInfo error, IReadOnlyList<Transaction> transactions, CancellationToken cancellationToken)
    {
        switch (error.Code)
        {
            case StoreErrorCode.SequenceGap when error.ExpectedSeq is { } expected && expected < transactions[0].FirstSeq:
            case StoreErrorCode.NotOpen:
                run.Reopen();
                return false;
            case StoreErrorCode.SequenceConflict:
                run.AbandonSource(cancellationToken);
                return false;
            case StoreErrorCode.StoreDeleted:
                session.Close(error.Code, error.Message);
                return false;
            case StoreErrorCode.Overloaded or StoreErrorCode.StorageUnavailable or StoreErrorCode.StoreFailed or StoreErrorCode.Internal or StoreErrorCode.SequenceGap:
                run.Rewind(transactions[0].FirstSeq, cancellationToken);
                if (error.Code == StoreErrorCode.StorageUnavailable) session.NoteStorage(error.Message, cancellationToken);
                break;
            case var _ when transactions.Count > 1:
                run.Rewind(transactions[0].FirstSeq, cancellationToken);
                return true;
            case var _ when transactions[0].IsVoid:
                // a void has nothing left to refuse: only waiting can help
                run.Rewind(transactions[0].FirstSeq, cancellationToken);
                break;
            default:
                run.Refuse(transactions[0], error.ToException(), cancellationToken);
                return true;
        }

        await Task.Delay(_backoff.Next(), options.Time, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
