using StoreHub.LoadTests.Connections;
using StoreHub.LoadTests.Wires;

namespace StoreHub.LoadTests.Load;

/// <summary>A connection that only counts what it receives.</summary>
internal sealed class Sink : IMessageSink, IAsyncDisposable
{
    // else the system takes in megabytes before the hub notices
    private const int SlowReceiveBuffer = 4096;

    private readonly IWire _wire;
    private volatile TaskCompletionSource _joined = new();
    private RawConnection _connection = null!;
    private long _operations;
    private long _frames;

    private Sink(IWire wire) => _wire = wire;

    int IMessageSink.Beginning => _wire.Beginning;

    /// <summary>Operations received.</summary>
    public long Operations => Volatile.Read(ref _operations);

    /// <summary>Messages that brought them.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Bytes received.</summary>
    public long Bytes => _connection.Bytes;

    /// <summary>Why its connection ended; null while it stands.</summary>
    public string? Failure => _connection.Failure;

    public static async Task<Sink> ConnectAsync(Uri url, IWire wire, IEnumerable<string> stores, bool isSlow, CancellationToken cancellationToken)
    {
        var sink = new Sink(wire);
        sink._connection = await RawConnection.ConnectAsync(url, wire, wire.CreateSplitter(), sink, isSlow ? SlowReceiveBuffer : null, cancellationToken);
        foreach (string store in stores)
        {
            if (wire.Join(store) is not { } join) continue;
            // one after the other: a connection's calls are answered in order
            sink._joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await sink._connection.SendAsync(join);
            await Task.WhenAny(sink._joined.Task, sink._connection.Completion).WaitAsync(cancellationToken);
            if (!sink._joined.Task.IsCompletedSuccessfully) throw new LoadException($"A sink cannot join {store}: {sink._connection.Failure}");
        }

        return sink;
    }

    /// <summary>Reads slowly, or not at all, from now on.</summary>
    public void Slow(ReadPace pace) => _connection.Pace = pace;

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    void IMessageSink.Take(ReadOnlySpan<byte> beginning)
    {
        switch (_wire.Read(beginning, out int operations))
        {
            case MessageKind.Operations:
                Volatile.Write(ref _operations, _operations + operations);
                Volatile.Write(ref _frames, _frames + 1);
                break;
            case MessageKind.Completion when beginning.IndexOf("error"u8) >= 0:
                _joined.TrySetException(new LoadException("A sink was refused: " + System.Text.Encoding.UTF8.GetString(beginning)));
                break;
            case MessageKind.Completion:
                _joined.TrySetResult();
                break;
        }
    }
}
