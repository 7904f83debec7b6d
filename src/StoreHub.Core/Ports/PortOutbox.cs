using System.Threading.Channels;
using StoreHub.Operations;

namespace StoreHub.Ports;

/// <summary>
/// What a port has still to send. It is bounded: what a slow receiver leaves behind beyond that is dropped, and the whole log sent
/// instead. Safe for any thread.
/// </summary>
internal sealed class PortOutbox
{
    /// <summary>How many operations wait before the whole log takes their place.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private List<Operation> _waiting = [];
    private bool _all = true;

    public void Add(IReadOnlyList<Operation> operations)
    {
        lock (_lock)
        {
            if (_all) return;
            if (_waiting.Count + operations.Count > Capacity)
            {
                _all = true;
                _waiting = [];
            }
            else
            {
                _waiting.AddRange(operations);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Takes what waits; null for the whole log, which must be read after this and has all that was dropped.</summary>
    public List<Operation>? Take()
    {
        lock (_lock)
        {
            List<Operation>? taken = _all ? null : _waiting;
            _waiting = [];
            _all = false;
            return taken;
        }
    }

    /// <summary>Completes when something may wait again.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _signal.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
}
