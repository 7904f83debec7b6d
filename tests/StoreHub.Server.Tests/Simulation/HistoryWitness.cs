using StoreHub.Encodings;
using StoreHub.Operations;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>Remembers what every (epoch, revision) named, and which records survived; speaks up when one names a second thing.</summary>
internal sealed class HistoryWitness(SimulationWorld world)
{
    private readonly Dictionary<(string Epoch, long Revision), byte[]> _records = [];
    private readonly Dictionary<(string Epoch, long Revision), byte[]> _states = [];
    private readonly List<HistoryRecord> _chain = [];

    /// <summary>The whole history, trimmed or not, without what crashes lost.</summary>
    public IReadOnlyList<HistoryRecord> Chain => _chain;

    public void Published(string epoch, HistoryRecord record)
    {
        long last = _chain.Count > 0 ? _chain[^1].LastRevision : 0;
        if (record.FirstRevision != last + 1) throw world.Violation($"revision {record.FirstRevision} was published after {last}");
        _chain.Add(record);
        Seen(epoch, record);
    }

    public void Lost(long after) => _chain.RemoveAll(record => record.LastRevision > after);

    /// <summary>Somebody saw a record.</summary>
    public void Seen(string epoch, HistoryRecord record)
    {
        byte[] bytes = RecordEncoding.ToBytes(record);
        for (long revision = record.FirstRevision; revision <= record.LastRevision; revision++)
        {
            if (!_records.TryAdd((epoch, revision), bytes) && !_records[(epoch, revision)].AsSpan().SequenceEqual(bytes))
                throw world.Violation($"revision {revision} of {epoch} names two records");
        }
    }

    /// <summary>Somebody has a settled state, given by its snapshot.</summary>
    public void State(string epoch, long revision, byte[] snapshot, string who)
    {
        if (!_states.TryAdd((epoch, revision), snapshot) && !_states[(epoch, revision)].AsSpan().SequenceEqual(snapshot))
            throw world.Violation($"revision {revision} of {epoch} names two states, the second at {who}");
    }
}
