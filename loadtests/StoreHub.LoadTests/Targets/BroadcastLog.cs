namespace StoreHub.LoadTests.Targets;

/// <summary>The last operations of the hand-made broadcast, which its connections follow with cursors of their own. Safe for any thread.</summary>
internal sealed class BroadcastLog
{
    private const int Kept = 1 << 16;

    private readonly Lock _gate = new();
    private readonly byte[][] _items = new byte[Kept][];
    private long _last;
    private TaskCompletionSource _more = NewSignal();
    private (long After, long Last, byte[] Bytes) _shared;

    public long Last => Volatile.Read(ref _last);

    public void Append(byte[] item)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            _items[_last % Kept] = item;
            Volatile.Write(ref _last, _last + 1);
            waiting = _more;
            _more = NewSignal();
        }

        waiting.TrySetResult();
    }

    /// <summary>Completes when there is something after a position.</summary>
    public Task WhenMoreAsync(long after)
    {
        lock (_gate) return _last > after ? Task.CompletedTask : _more.Task;
    }

    /// <summary>All that follows a position as one frame, put together once for all who stand there.</summary>
    /// <exception cref="InvalidOperationException">It is not kept any more.</exception>
    public (long Last, byte[] Bytes) After(long position)
    {
        lock (_gate)
        {
            if (_last - position > Kept) throw new InvalidOperationException("The connection is too far behind.");
            if (_shared.After == position && _shared.Last == _last && _shared.Bytes is not null) return (_last, _shared.Bytes);
            int length = 0;
            for (long i = position; i < _last; i++) length += _items[i % Kept].Length;
            byte[] bytes = new byte[length];
            int at = 0;
            for (long i = position; i < _last; i++)
            {
                byte[] item = _items[i % Kept];
                item.CopyTo(bytes.AsSpan(at));
                at += item.Length;
            }

            _shared = (position, _last, bytes);
            return (_last, bytes);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
