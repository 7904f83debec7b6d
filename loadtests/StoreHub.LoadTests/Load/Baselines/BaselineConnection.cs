using StoreHub.LoadTests.Connections;
using StoreHub.LoadTests.Wires;

namespace StoreHub.LoadTests.Load.Baselines;

/// <summary>One who takes part in a baseline: reads each operation that comes, and may write.</summary>
internal sealed class BaselineConnection : IMessageSink, IWriter, IAsyncDisposable
{
    private const int Keys = 100;

    private readonly IBaselineWire _wire;
    private readonly LoadMeter _meter;
    private readonly LoadOptions _options;
    private readonly string _store;
    private readonly int _number;
    private readonly bool _writes;
    private readonly Random _random;
    private readonly Queue<long> _stamps = new();
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, long> _state = [];
    private RawConnection _connection = null!;
    private (long Written, TaskCompletionSource Done) _waiter;
    private long _written;
    private long _confirmed;
    private long _received;

    private BaselineConnection(IBaselineWire wire, LoadOptions options, LoadMeter meter, string store, int number, bool writes)
    {
        _wire = wire;
        _options = options;
        _meter = meter;
        _store = store;
        _number = number;
        _writes = writes;
        _random = new Random(HashCode.Combine(options.Seed, number));
    }

    int IMessageSink.Beginning => int.MaxValue;

    public long Written => Volatile.Read(ref _written);

    public long Pending => Written - Volatile.Read(ref _confirmed);

    /// <summary>Operations of others that came.</summary>
    public long Received => Volatile.Read(ref _received);

    public string? Failure => _connection.Failure;

    public static async Task<BaselineConnection> ConnectAsync(
        Uri url, IBaselineWire wire, LoadOptions options, LoadMeter meter, string store, int number, bool writes, CancellationToken cancellationToken)
    {
        var connection = new BaselineConnection(wire, options, meter, store, number, writes);
        connection._connection = await RawConnection.ConnectAsync(url, wire, wire.CreateSplitter(), connection, receiveBuffer: null, cancellationToken);
        if (wire.Join(store) is not { } join) return connection;
        await connection._connection.SendAsync(join);
        await Task.WhenAny(connection._joined.Task, connection._connection.Completion).WaitAsync(cancellationToken);
        return connection._joined.Task.IsCompleted ? connection : throw new LoadException($"A client cannot join {store}: {connection.Failure}");
    }

    public async ValueTask WriteAsync()
    {
        long stamp = StampedValue.Now;
        lock (_stamps) _stamps.Enqueue(stamp);
        long seq = _written;
        Volatile.Write(ref _written, seq + 1);
        await _connection.SendAsync(_wire.Write(_store, new NaiveOperation(_number, seq, _random.Next(Keys), stamp, _options.ValueBytes), (int)(seq % int.MaxValue)));
    }

    public Task WhenRoomAsync(int operations, CancellationToken cancellationToken) => WhenConfirmedAsync(_written - (_options.Window - operations), cancellationToken);

    public Task FlushAsync(CancellationToken cancellationToken) => WhenConfirmedAsync(_written, cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    void IMessageSink.Take(ReadOnlySpan<byte> message)
    {
        switch (_wire.Read(message, out _))
        {
            case MessageKind.Completion:
                if (!_joined.TrySetResult()) Confirm();
                break;
            case MessageKind.Operations when _writes && _wire.IsOwn(message, _number):
                Confirm();
                break;
            case MessageKind.Operations:
                NaiveOperation operation = _wire.ReadOperation(message);
                _state[operation.Writer * Keys + operation.Key] = operation.Stamp;
                Volatile.Write(ref _received, _received + 1);
                if (!_writes) _meter.Arrived(operation.Stamp);
                break;
        }
    }

    private void Confirm()
    {
        TaskCompletionSource? reached = null;
        lock (_stamps)
        {
            if (_stamps.TryDequeue(out long stamp)) _meter.Confirmed(stamp);
            Volatile.Write(ref _confirmed, _confirmed + 1);
            if (_waiter.Done is not null && _confirmed >= _waiter.Written) (reached, _waiter) = (_waiter.Done, default);
        }

        reached?.TrySetResult();
    }

    private Task WhenConfirmedAsync(long written, CancellationToken cancellationToken)
    {
        lock (_stamps)
        {
            if (_confirmed >= written) return Task.CompletedTask;
            _waiter = (written, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return Task.WhenAny(_waiter.Done.Task, _connection.Completion).WaitAsync(cancellationToken);
        }
    }
}
