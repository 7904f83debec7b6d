using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Ports;

/// <summary>Encodes a message as frames that the receiver takes: one if it fits, else several messages of the same kind.</summary>
internal sealed class FrameSplitter
{
    private readonly MessagePackWriter _frame = new();
    private readonly MessagePackWriter _runs = new();
    private readonly MessagePackWriter _run = new();
    private int _count;

    /// <summary>The frames; each is valid until the next one is asked for.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.TooLarge"/>: one operation alone is past the limit.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Split(PortMessage message, int maxFrameBytes)
    {
        int room = maxFrameBytes - PortEncoding.Overhead;
        var stack = new Stack<ArraySegment<Operation>>();
        _runs.Clear();
        _count = 0;
        foreach (ArraySegment<Operation> whole in PortEncoding.Runs([.. message.Operations]))
        {
            stack.Push(whole);
            while (stack.TryPop(out ArraySegment<Operation> run))
            {
                _run.Clear();
                TransactionEncoding.Write(_run, new Transaction(run, 0));
                if (_run.Length > room)
                {
                    if (run.Count == 1) throw TooLarge(run[0], _run.Length, maxFrameBytes);
                    stack.Push(run[(run.Count / 2)..]);
                    stack.Push(run[..(run.Count / 2)]);
                    continue;
                }

                if (_runs.Length + _run.Length > room) yield return Frame(message.Kind);
                _runs.WriteRaw(_run.WrittenSpan);
                _count++;
            }
        }

        yield return Frame(message.Kind);
    }

    private ReadOnlyMemory<byte> Frame(PortMessageKind kind)
    {
        _frame.Clear();
        PortEncoding.Write(_frame, kind, _count, _runs.WrittenSpan);
        _runs.Clear();
        _count = 0;
        return _frame.WrittenMemory;
    }

    private static StoreException TooLarge(Operation operation, int bytes, int limit) =>
        new(StoreErrorCode.TooLarge, $"{operation.Id} has {bytes} bytes; the other side takes frames of {limit}.", operation.Path.ToString(), limit);
}
