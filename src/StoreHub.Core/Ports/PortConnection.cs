using StoreHub.Encodings;
using StoreHub.Operations;

namespace StoreHub.Ports;

/// <summary>
/// A store joined to another one by a port, until either side disconnects or something goes wrong. Each side sends its whole log first
/// and then what takes its place in it. Disposing disconnects and closes the port; what was not received by then is made up for by
/// the next connection. Safe for any thread.
/// </summary>
public sealed class PortConnection : IAsyncDisposable
{
    private readonly PortOutbox _outbox = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PortGroup _group;
    private readonly IPortedStore _store;
    private readonly IStorePort _port;

    internal PortConnection(PortGroup group, IPortedStore store, IStorePort port)
    {
        _group = group;
        _store = store;
        _port = port;
    }

    /// <summary>
    /// Completes when the connection has ended: successfully if one side disconnected; else with what went wrong, mostly a
    /// <see cref="StoreException"/>. The store has all that was received before and goes on.
    /// </summary>
    public Task Completion => _completion.Task;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Close();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal void Start() => _ = Task.Run(RunAsync);

    internal void Offer(IReadOnlyList<Operation> operations) => _outbox.Add(operations);

    internal void Close() => _closing.Cancel();

    private async Task RunAsync()
    {
        Exception? failure = null;
        Task sending = SendAllAsync(), receiving = ReceiveAllAsync();
        Task first = await Task.WhenAny(sending, receiving).ConfigureAwait(false);
        // whoever closes may have sent before: what came of it is received to the end, and says whether it was a proper close
        if (first == sending && sending.Exception?.InnerException is StoreException { Code: StoreErrorCode.ConnectionLost }) first = receiving;
        try
        {
            await first.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // whatever a port throws is for the application to see, in one place
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = thrown;
        }

        _group.Remove(this);
        Close();
        try
        {
            await _port.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure ??= thrown;
        }

        await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (failure is null) _completion.SetResult();
        else _completion.SetException(failure);
    }

    private async Task SendAllAsync()
    {
        while (true)
        {
            List<Operation>? operations = _outbox.Take();
            PortMessage message = operations is null ? new PortMessage(PortMessageKind.Init, _store.Log) : new PortMessage(PortMessageKind.Operations, operations);
            if (operations?.Count != 0) await _port.SendAsync(message, _closing.Token).ConfigureAwait(false);
            await _outbox.WaitAsync(_closing.Token).ConfigureAwait(false);
        }
    }

    private async Task ReceiveAllAsync()
    {
        while (await _port.ReceiveAsync(_closing.Token).ConfigureAwait(false) is { } message)
        {
            foreach (Operation operation in message.Operations) OperationLimits.Validate(operation, _store.Limits);
            if (message.Operations.Count > 0) _store.Take(message.Operations, this);
        }
    }
}
