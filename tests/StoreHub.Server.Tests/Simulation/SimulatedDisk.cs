using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>What outlives a hub: the log with its epochs, of which the end may not be durable yet, and the latest saved snapshot.</summary>
internal sealed class SimulatedDisk
{
    private int _epochs;

    public List<HistoryRecord> Records { get; } = [];

    public List<EpochEnd> Ends { get; } = [];

    public string Epoch { get; private set; } = "e0";

    public long TrimmedThrough { get; private set; }

    public long Durable { get; set; }

    public long LastRevision => Records.Count > 0 ? Records[^1].LastRevision : TrimmedThrough;

    public StoredSnapshot? Snapshot { get; set; }

    /// <summary>The state at <see cref="TrimmedThrough"/>, which the log needs for classifying.</summary>
    public ReadOnlyMemory<byte> Checkpoint { get; private set; }

    public void Trim(StoredSnapshot through)
    {
        Records.RemoveAll(record => record.LastRevision <= through.Id.Revision);
        TrimmedThrough = through.Id.Revision;
        Checkpoint = through.Content;
    }

    /// <summary>The hub is gone, and with it everything after a revision.</summary>
    public void Crash(long keep, bool newEpoch)
    {
        Records.RemoveAll(record => record.LastRevision > keep);
        Durable = keep;
        if (!newEpoch) return;
        Ends.Add(new EpochEnd(Epoch, keep));
        Epoch = $"e{++_epochs}";
    }
}
