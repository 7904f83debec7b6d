using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Client.Stores;

/// <summary>
/// What comes from the hub, put in order: frames that come before the answer to Open are held, repeats are dropped, snapshots put together,
/// and what may not be delivered yet is held back. Used under the store's lock.
/// </summary>
/// <param name="protocol">The wire.</param>
/// <param name="loseThread">Called when what came does not follow what was there: the store must be opened anew, with a snapshot.</param>
internal sealed class SessionInbox(WireProtocol protocol, Action loseThread)
{
    private readonly SnapshotAssembly _assembly = new(protocol);
    private List<Action>? _held = [];
    private string? _epoch;
    private bool _awaitingSnapshot;
    private bool _lost;

    /// <summary>The revision up to which everything came.</summary>
    public long Received { get; private set; }

    public DeliveryQueue Deliveries { get; } = new();

    /// <summary>A conversation ends or begins: nothing is taken in until <see cref="Open"/>.</summary>
    /// <param name="settled">The revision that the replica has.</param>
    public void Begin(long settled)
    {
        _held = [];
        _lost = false;
        Deliveries.Clear();
        _assembly.Clear();
        Received = settled;
    }

    /// <summary>The hub has answered: what was held is taken in now.</summary>
    public void Open(string epoch, bool delta)
    {
        _awaitingSnapshot = !delta;
        // revisions of an epoch that is gone say nothing of this one
        if (!delta) Received = -1;
        _epoch = delta ? epoch : null;
        List<Action> held = _held!;
        _held = null;
        foreach (Action receive in held) receive();
    }

    /// <summary>Runs what a frame does: at once, or when the store is open.</summary>
    public void WhenOpen(Action receive)
    {
        if (_held is not null) _held.Add(receive);
        else receive();
    }

    public void Receive(RecordsMessage message)
    {
        if (_lost || _awaitingSnapshot || message.Last <= Received) return;
        IReadOnlyList<HistoryRecord> records = message.Records;
        int skip = 0;
        while (skip < records.Count && records[skip].LastRevision <= Received) skip++;
        if (message.Epoch != _epoch || skip == records.Count || records[skip].FirstRevision != Received + 1)
        {
            Lose();
            return;
        }

        Received = message.Last;
        Deliveries.Add(message.Epoch, skip == 0 ? records : [.. records.Skip(skip)]);
    }

    public void Receive(SnapshotChunk chunk)
    {
        if (_lost) return;
        SettledState? snapshot;
        try
        {
            if (!_assembly.Add(chunk, out snapshot)) return;
        }
        catch (Exception e) when (e is StoreException or FormatException or System.Text.Json.JsonException)
        {
            Lose();
            return;
        }

        _awaitingSnapshot = false;
        Received = snapshot.Revision;
        _epoch = chunk.Epoch;
        Deliveries.Clear();
        Deliveries.Add(chunk.Epoch, snapshot);
    }

    private void Lose()
    {
        _lost = true;
        loseThread();
    }
}
