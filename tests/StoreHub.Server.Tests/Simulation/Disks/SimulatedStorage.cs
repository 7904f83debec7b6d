using Microsoft.Extensions.Logging.Abstractions;
using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Server.Files;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>The real log and snapshots on a simulated disk, through any number of processes; and what each end of one must leave.</summary>
internal sealed class SimulatedStorage
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromSeconds(1);

    private readonly SimulationWorld _world;
    private readonly FileLogServices _services;
    private Sequencer _sequencer = new();
    private long _promised;
    private long _synced;

    public SimulatedStorage(SimulationWorld world)
    {
        _world = world;
        Files = new SimulatedFiles(world.Dice);
        Workers = new SimulatedWorkers(world.Dice);
        Folder = new StoreFolder(new FaultyDisk(Files, world.Options.Fault, () => world.Options.Lies && world.Dice.Chance(0.7)), "/data", StoreName.Parse("simulated"));
        var options = new FileLogOptions(world.Options.Durability, TimeSpan.FromMilliseconds(50), AllowedSkew, 1 << 20, world.Dice.Pick([8, 30, 1000]));
        _services = new FileLogServices(options, Workers, world.Time, new StorageHealth(), NullLogger.Instance);
    }

    public SimulatedFiles Files { get; }

    public SimulatedWorkers Workers { get; }

    public StoreFolder Folder { get; }

    /// <summary>Opens the log as a new process does; what it has must be what was published, and no less than was promised.</summary>
    public FileStoreLog Open()
    {
        RecoveredLog recovered = FaultyRecovery.Understood(_world.Options.Fault, LogReader.Read(Folder));
        Check(recovered.Records, recovered.Sequencer.LastRevision, _promised);
        _sequencer = recovered.Sequencer;
        FileStoreLog log = FileOperationLog.Open(Folder, recovered, _services, static _ => { });
        if (log.Hindrance is null) Synced(log.DurableRevision);
        _world.History.Lost(log.LastRevision);
        return log;
    }

    public long ExpectedSeq(SourceId source) => _sequencer.ExpectedSeq(source);

    /// <summary>The fault of a refusal without a record.</summary>
    public bool UseUp(Transaction refused) => UsedUpSeqs.UseUp(_sequencer, refused);

    /// <summary>Somebody may have been told that everything up to a revision is durable.</summary>
    public void Promised(long revision) => _promised = Math.Max(_promised, revision);

    /// <summary>Everything up to a revision was synced, whatever an acknowledgement means.</summary>
    public void Synced(long revision) => _synced = Math.Max(_synced, revision);

    /// <summary>The process is gone; and with the power, what the disk did not have.</summary>
    public void Crash(bool power)
    {
        Files.Crash();
        Files.Restart();
        Workers.Clear();
        _world.Time.ClearTimers();
        if (!power) return;
        Files.LosePower();
        if (_world.Options.Durability != Durability.Sync) _promised = _synced;
        if (_world.Options.Lies) _promised = _synced = 0;
    }

    /// <summary>Something on the disk is not any more what was written: whoever opens it must see that, unless nothing of it is missed.</summary>
    public void CheckDamage()
    {
        SimulatedFiles copy = Files.Copy();
        string what = Damage(copy);
        var folder = new StoreFolder(copy, "/data", Folder.Name);
        try
        {
            RecoveredLog recovered = LogReader.Read(folder);
            StoredSnapshot? snapshot = FileSnapshotStore.Load(folder);
            // whoever opens the store says so then
            if ((snapshot?.Id.Revision ?? 0) < recovered.TrimmedThrough) return;
            Check(recovered.Records, recovered.Sequencer.LastRevision, _promised);
        }
        catch (DamagedFileException)
        {
            return;
        }
        catch (StepFailure missed)
        {
            throw _world.Violation($"{what} is not noticed: {missed.Message}");
        }
    }

    private string Damage(SimulatedFiles copy)
    {
        IReadOnlyList<string> names = copy.List(Folder.Path);
        string[] segments = [.. names.Where(StoreFolder.IsSegment)];
        // the last segment may be one that was begun and never needed
        if (segments.Length > 1 && _world.Dice.Chance(0.2))
        {
            string gone = _world.Dice.Pick(segments[..^1]);
            copy.Delete(Path.Combine(Folder.Path, gone));
            return $"that {gone} is gone";
        }

        string name = _world.Dice.Pick(names);
        SimulatedFile file = copy.File(Path.Combine(Folder.Path, name));
        // most of what matters stands at the end
        int at = _world.Dice.Chance(0.5) ? _world.Dice.Next(file.Content.Length) : file.Content.Length - 1 - _world.Dice.Next(Math.Min(file.Content.Length, 200));
        file.Damage(at, (byte)(1 << _world.Dice.Next(8)));
        return $"a damaged bit at {at} of {file.Content.Length} in {name}";
    }

    private void Check(IReadOnlyList<HistoryRecord> records, long last, long promised)
    {
        if (last < promised) throw _world.Violation($"recovery ends at revision {last}, and {promised} was promised to stay");
        Dictionary<long, HistoryRecord> chain = _world.History.Chain.ToDictionary(record => record.FirstRevision);
        foreach (HistoryRecord record in records)
        {
            if (!chain.TryGetValue(record.FirstRevision, out HistoryRecord? published) || !RecordEncoding.ToBytes(record).AsSpan().SequenceEqual(RecordEncoding.ToBytes(published)))
                throw _world.Violation($"recovery found at revision {record.FirstRevision} what was never published");
        }
    }
}
