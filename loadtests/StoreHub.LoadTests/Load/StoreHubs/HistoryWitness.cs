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

/// <summary>
/// Reads a store's history from its first revision on, shares no code with a replica, and counts per source: each seq once and in order.
/// </summary>
internal sealed class HistoryWitness : IMessageSplitter, IMessageSink, IInvocationBinder, IAsyncDisposable
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Dictionary<SourceId, long> _next = [];
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _snapshot = [];
    private readonly StoreHubWire _wire;
    private readonly Lock _gate = new();
    private RawConnection _connection = null!;
    private string? _epoch;
    private long _revision;

    private HistoryWitness(StoreHubWire wire) => _wire = wire;

    int IMessageSink.Beginning => 0;

    /// <summary>The revision up to which it has seen history.</summary>
    public long Revision
    {
        get
        {
            lock (_gate) return _revision;
        }
    }

    /// <summary>Seqs that history has twice.</summary>
    public long Repeated { get; private set; }

    /// <summary>What history did that it must not.</summary>
    public string? Problem { get; private set; }

    public static async Task<HistoryWitness> ConnectAsync(Uri url, StoreHubWire wire, string store, CancellationToken cancellationToken)
    {
        var witness = new HistoryWitness(wire);
        witness._connection = await RawConnection.ConnectAsync(url, wire.HubProtocol, wire.IsText, witness, witness, cancellationToken);
        await witness._connection.SendAsync(wire.Join(store)!.Value);
        await Task.WhenAny(witness._joined.Task, witness._connection.Completion).WaitAsync(cancellationToken);
        return witness._joined.Task.IsCompletedSuccessfully ? witness : throw new LoadException($"The witness cannot read {store}: {witness._connection.Failure}");
    }

    /// <summary>How many operations of a source are in history, refused ones included.</summary>
    public long Seen(string source)
    {
        lock (_gate) return _next.GetValueOrDefault(SourceId.Parse(source));
    }

    public Task PingAsync() => _connection.SendAsync(_wire.Ping!.Value);

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
            case CompletionMessage { Result: OpenResult { Error: null } opened }:
                _epoch = opened.Epoch;
                _joined.TrySetResult();
                break;
            case CompletionMessage completion:
                _joined.TrySetException(new LoadException($"The witness was refused: {completion.Error ?? (completion.Result as OpenResult)?.Error?.Message}"));
                break;
            case InvocationMessage { Arguments: [RecordsMessage records] }:
                foreach (HistoryRecord record in records.Records) Take(record, records.Epoch);
                break;
            case InvocationMessage { Arguments: [SnapshotChunk chunk] }:
                Take(chunk);
                break;
            case InvocationMessage { Arguments: [ClosedMessage closed] }:
                Problem ??= $"the witness was told that the store closed: {closed.Message}";
                break;
            case InvocationBindingFailureMessage failure:
                Problem ??= $"the witness cannot read what the hub sent: {failure.BindingFailure.SourceException.Message}";
                break;
        }
    }

    private void Take(HistoryRecord record, string epoch)
    {
        if (epoch != _epoch) Problem ??= $"the epoch changed from {_epoch} to {epoch}";
        if (record.FirstRevision != _revision + 1) Problem ??= $"revision {record.FirstRevision} came after {_revision}";
        _revision = record.LastRevision;
        if (record.Kind == RecordKind.Floor) return;
        long next = _next.GetValueOrDefault(record.Source);
        if (record.FirstSeq < next) Repeated += next - record.FirstSeq;
        else if (record.FirstSeq > next) Problem ??= $"seq {record.FirstSeq} of {record.Source} came where {next} was due";
        _next[record.Source] = Math.Max(next, record.LastSeq + 1);
    }

    /// <summary>It fell behind the tail: the snapshot's table says what it missed.</summary>
    private void Take(SnapshotChunk chunk)
    {
        if (chunk.Index == 0) _snapshot.Clear();
        _snapshot.AddRange(chunk.Data.Span);
        if (chunk.Index + 1 < chunk.Count) return;
        byte[] bytes = [.. _snapshot];
        SettledState state = _wire.IsText ? SettledState.DecodeSnapshotJson(bytes) : SettledState.DecodeSnapshot(bytes);
        _snapshot.Clear();
        _revision = state.Revision;
        foreach ((SourceId source, SourceEntry entry) in state.Sources) _next[source] = entry.LastSeq + 1;
    }
}
