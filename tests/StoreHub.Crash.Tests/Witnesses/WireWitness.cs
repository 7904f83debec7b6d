using System.Net.WebSockets;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;
using StoreHub.Tests.Participants;

namespace StoreHub.Crash.Tests.Witnesses;

/// <summary>
/// A connection per life of the hub that reads a store's history as a reader would, resuming where the last one ended: no revision may be
/// left out or come twice.
/// </summary>
internal sealed class WireWitness(Uri url, string store, bool json, HistoryRegister register)
{
    private readonly Lock _gate = new();
    private Cursor? _cursor;
    private (long Revision, TaskCompletionSource Reached)? _awaited;

    public string Store => store;

    /// <summary>Completes when it has read up to a revision.</summary>
    public Task WhenAtAsync(long revision)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (revision, reached);
            Look();
            return reached.Task;
        }
    }

    /// <summary>Reads until the connection ends.</summary>
    public async Task WatchAsync()
    {
        try
        {
            await using RawClient client = await RawClient.ConnectAsync(url, json);
            OpenResult opened = await client.OpenReaderAsync(store, _cursor);
            if (opened.Error is { } error) throw Violation($"it is refused: {error.Message}");
            // who has nothing gets history from its beginning if it is still there
            _cursor = opened.Delta ? _cursor ?? new Cursor(opened.Epoch, 0) : null;
            await foreach (object message in client.Messages.ReadAllAsync())
            {
                lock (_gate)
                {
                    Take(message, opened.Epoch);
                    Look();
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or ObjectDisposedException)
        {
            // the hub was killed meanwhile
        }
    }

    private void Look()
    {
        if (_awaited is { } awaited && _cursor?.Revision >= awaited.Revision) awaited.Reached.TrySetResult();
    }

    private void Take(object message, string epoch)
    {
        switch (message)
        {
            case RecordsMessage records:
                RequireEpoch(records.Epoch, epoch);
                foreach (HistoryRecord record in records.Records) Take(record, epoch);
                break;
            case SnapshotChunk chunk:
                RequireEpoch(chunk.Epoch, epoch);
                if (chunk.Revision < (_cursor?.Revision ?? 0)) throw Violation($"a snapshot of revision {chunk.Revision} came after revision {_cursor?.Revision}");
                if (chunk.Index + 1 == chunk.Count) _cursor = new Cursor(epoch, chunk.Revision);
                break;
            case ClosedMessage { Code: StoreErrorCode.ShuttingDown }:
                // the round ends
                break;
            default:
                throw Violation($"the hub sent {message}");
        }
    }

    private void Take(HistoryRecord record, string epoch)
    {
        if (_cursor is null) throw Violation($"revision {record.FirstRevision} came before a snapshot");
        if (record.FirstRevision != _cursor.Revision + 1) throw Violation($"revision {record.FirstRevision} came after {_cursor.Revision}");
        register.Sent(epoch, record);
        _cursor = new Cursor(epoch, record.LastRevision);
    }

    private void RequireEpoch(string said, string opened)
    {
        if (said != opened) throw Violation($"the epoch changed from {opened} to {said} on one connection");
    }

    private BrokenPromiseException Violation(string what) => new($"{store}, on the {(json ? "JSON" : "MessagePack")} wire: {what}");
}
