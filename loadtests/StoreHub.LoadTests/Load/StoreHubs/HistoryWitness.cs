using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.LoadTests.Connections;
using StoreHub.LoadTests.Wires;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.LoadTests.Load.StoreHubs;

/// <summary>A connection that reads a store's history and tallies it. Safe for any thread.</summary>
internal sealed class HistoryWitness : IMessageSplitter, IMessageSink, IInvocationBinder, IAsyncDisposable
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _snapshot = [];
    private readonly StoreHubWire _wire;
    private readonly Lock _gate = new();
    private readonly HistoryTally _tally;
    private RawConnection _connection = null!;
    private TaskCompletionSource? _more;

    private HistoryWitness(StoreHubWire wire, long after)
    {
        _wire = wire;
        _tally = new HistoryTally(after);
    }

    int IMessageSink.Beginning => 0;

    /// <summary>Completes when it has seen history up to a revision, or something is wrong.</summary>
    public async Task WhenSeenAsync(long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_tally.Revision >= revision || _tally.Problem is not null) return;
                more = (_more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            if (await Task.WhenAny(more, _connection.Completion).WaitAsync(cancellationToken) == _connection.Completion)
            {
                lock (_gate) _tally.Fail($"the witness lost its connection: {_connection.Failure}");
                return;
            }
        }
    }

    /// <summary>Bytes received so far.</summary>
    public long Bytes => _connection.Bytes;

    /// <param name="url">The hub.</param>
    /// <param name="wire">How to speak with it.</param>
    /// <param name="store">The store.</param>
    /// <param name="cursor">Where to resume; null: at the beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HistoryWitness> ConnectAsync(Uri url, StoreHubWire wire, string store, Cursor? cursor, CancellationToken cancellationToken)
    {
        var witness = new HistoryWitness(wire, cursor?.Revision ?? 0);
        witness._connection = await RawConnection.ConnectAsync(url, wire, witness, witness, receiveBuffer: null, cancellationToken);
        await witness._connection.SendAsync(wire.Protocol.GetMessageBytes(StoreHubWire.Open(store, cursor)));
        await Task.WhenAny(witness._joined.Task, witness._connection.Completion).WaitAsync(cancellationToken);
        return witness._joined.Task.IsCompletedSuccessfully ? witness : throw new LoadException($"The witness cannot read {store}: {witness._connection.Failure}");
    }

    /// <summary>Reads the tally.</summary>
    public T Read<T>(Func<HistoryTally, T> read)
    {
        lock (_gate) return read(_tally);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    void IMessageSplitter.Feed(ReadOnlySpan<byte> bytes, IMessageSink sink)
    {
        _pipe.Writer.Write(bytes);
        _ = _pipe.Writer.FlushAsync().AsTask();
        if (!_pipe.Reader.TryRead(out ReadResult read)) return;
        ReadOnlySequence<byte> buffer = read.Buffer;
        lock (_gate)
        {
            while (_wire.Protocol.TryParseMessage(ref buffer, this, out HubMessage? message)) Take(message);
            _more?.TrySetResult();
            _more = null;
        }

        _pipe.Reader.AdvanceTo(buffer.Start, buffer.End);
    }

    void IMessageSink.Take(ReadOnlySpan<byte> beginning)
    {
    }

    Type IInvocationBinder.GetReturnType(string invocationId) => typeof(OpenResult);

    IReadOnlyList<Type> IInvocationBinder.GetParameterTypes(string methodName) => methodName switch
    {
        ClientMethods.Records => [typeof(RecordsMessage)],
        ClientMethods.Snapshot => [typeof(SnapshotChunk)],
        ClientMethods.Closed => [typeof(ClosedMessage)],
        _ => throw new InvalidDataException($"The hub sent a {methodName}, which a reader does not get."),
    };

    Type IInvocationBinder.GetStreamItemType(string streamId) => throw new NotSupportedException();

    private void Take(HubMessage message)
    {
        switch (message)
        {
            case CompletionMessage { Result: OpenResult { Error: null } }:
                _joined.TrySetResult();
                break;
            case CompletionMessage completion:
                _joined.TrySetException(new LoadException($"The witness was refused: {completion.Error ?? (completion.Result as OpenResult)?.Error?.Message}"));
                break;
            case InvocationMessage { Arguments: [RecordsMessage records] }:
                foreach (HistoryRecord record in records.Records) _tally.Take(record, records.Epoch);
                break;
            case InvocationMessage { Arguments: [SnapshotChunk chunk] }:
                Take(chunk);
                break;
            case InvocationMessage { Arguments: [ClosedMessage closed] }:
                _tally.Fail($"the witness was told that the store closed: {closed.Message}");
                break;
            case InvocationBindingFailureMessage failure:
                _tally.Fail($"the witness cannot read what the hub sent: {failure.BindingFailure.SourceException.Message}");
                break;
        }
    }

    private void Take(SnapshotChunk chunk)
    {
        if (chunk.Index == 0) _snapshot.Clear();
        _snapshot.AddRange(chunk.Data.Span);
        if (chunk.Index + 1 < chunk.Count) return;
        byte[] bytes = [.. _snapshot];
        _snapshot.Clear();
        _tally.Take(_wire.IsText ? SettledState.DecodeSnapshotJson(bytes) : SettledState.DecodeSnapshot(bytes), chunk.Epoch);
    }
}
