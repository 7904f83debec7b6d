using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Logs;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Files;

/// <summary>What every operation log in files promises, whatever an acknowledgement means.</summary>
public abstract class FileOperationLogContract : OperationLogContract, IDisposable
{
    private static readonly SourceOwner Owner = new("user", "hash");

    private readonly TempFolder _folder = new();
    private readonly FileStorage _storage;

    protected FileOperationLogContract(Durability durability) => _storage = new FileStorage(_folder.Path, durability: durability, segmentOperations: 10);

    protected override IOperationLog Log => _storage.Log;

    private string[] Segments => Directory.GetFiles(Path.Combine(_folder.Path, "stores", "store-store"), "*.log");

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_only_looked_at_leaves_no_file_behind()
    {
        await using (IStoreLog log = await Log.OpenAsync(Name)) await log.ClaimAsync(SourceId.Parse("a"), Owner);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Segments_roll_and_go_when_what_they_hold_is_trimmed()
    {
        await using IStoreLog log = await Log.OpenAsync(Name);
        var observer = new RecordingObserver();
        log.Observe(0, observer);
        long session = (await log.ClaimAsync(SourceId.Parse("a"), Owner)).Session;
        for (int i = 0; i < 50; i++)
        {
            await log.AppendAsync([new(Make.Set("a", i, "k", i), session)]);
            await observer.DurableAsync(i + 1);
        }

        await log.SyncAsync(50);
        Assert.InRange(Segments.Length, 4, 6);
        await log.TrimAsync(45);
        await log.SyncAsync(50);
        await log.DisposeAsync();
        Assert.InRange(Segments.Length, 1, 2);
        await using IStoreLog again = await Log.OpenAsync(Name);
        Assert.Equal(50, again.LastRevision);
        Assert.InRange(again.TrimmedThrough, 35, 45);
        Assert.Equal(50, (await again.ClaimAsync(SourceId.Parse("a"), Owner)).ExpectedSeq);
        Assert.False((await again.ClaimAsync(SourceId.Parse("a"), Owner with { Principal = "other" })).Granted);
    }

    [Fact]
    public async Task A_snapshot_is_of_its_log_however_often_that_was_opened_since()
    {
        await using (IStoreLog log = await Log.OpenAsync(Name))
        {
            await log.AppendAsync([new(Make.Set("a", 0, "k", 1), (await log.ClaimAsync(SourceId.Parse("a"), Owner)).Session)]);
            await log.SyncAsync(1);
            var state = new SettledState();
            foreach (HistoryRecord record in await log.ReadAsync(0, 10)) state.Apply(record);
            Assert.True(await _storage.Snapshots.SaveAsync(Name, new StoredSnapshot(new SnapshotId(log.Epoch, 1), state.EncodeSnapshot()), null));
        }

        for (int i = 0; i < 300; i++) await (await Log.OpenAsync(Name)).DisposeAsync();
        StoreContent content = StoreContent.Read(new StoreFolder(new LocalDisk(), _folder.Path, Name));
        Assert.Equal(1, content.Snapshot!.Value.Revision);
        Assert.InRange(content.Log.Ends.Count, 200, 300);
    }

    [Fact]
    public async Task Epochs_are_remembered_over_many_openings_without_writes()
    {
        await using (IStoreLog log = await Log.OpenAsync(Name)) await log.AppendAsync([new(Make.Set("a", 0, "k", 1), (await log.ClaimAsync(SourceId.Parse("a"), Owner)).Session)]);
        var epochs = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            await using IStoreLog log = await Log.OpenAsync(Name);
            epochs.Add(log.Epoch);
        }

        await using IStoreLog last = await Log.OpenAsync(Name);
        Assert.Equal(epochs, last.EarlierEpochs.Skip(1).Select(end => end.Epoch));
        Assert.All(last.EarlierEpochs, end => Assert.Equal(1, end.Revision));
    }

    [Fact]
    public async Task What_is_closed_is_not_kept_in_memory()
    {
        IStoreLog log = await Log.OpenAsync(Name);
        await log.AppendAsync([new(Make.Set("a", 0, "k", 1), (await log.ClaimAsync(SourceId.Parse("a"), Owner)).Session)]);
        Assert.Equal(1, _storage.Log.Count);
        await log.DisposeAsync();
        Assert.Equal(0, _storage.Log.Count);
    }
}
