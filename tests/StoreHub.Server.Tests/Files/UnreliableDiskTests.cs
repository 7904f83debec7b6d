using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Server.Files;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Logs;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Files;

/// <summary>A disk that is full or fails: nothing is acknowledged that it did not take, and nothing is lost when it goes on.</summary>
public sealed class UnreliableDiskTests : IDisposable
{
    private static readonly StoreName Name = StoreName.Parse("store");
    private static readonly SourceOwner Owner = new("user", "hash");
    private static readonly SourceId A = SourceId.Parse("a");

    private readonly TempFolder _folder = new();
    private readonly UnreliableDisk _disk = new();
    private readonly RecordingObserver _observer = new();
    private readonly FileStorage _storage;

    public UnreliableDiskTests() => _storage = new FileStorage(_folder.Path, _disk);

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_acknowledges_nothing_until_there_is_room()
    {
        IStoreLog log = await OpenAsync();
        long session = (await log.ClaimAsync(A, Owner)).Session;
        await log.AppendAsync([new(Make.Set("a", 0, "k", 0), session)]);
        await _observer.DurableAsync(1);
        _disk.IsFull = true;
        await log.AppendAsync([new(Make.Set("a", 1, "k", 1), session)]);
        string hindrance = await HindranceAsync(log);
        Assert.Contains("No space left on device", hindrance, StringComparison.Ordinal);
        await log.AppendAsync([new(Make.Set("a", 2, "k", 2), session)]);
        Assert.Equal((3, 1), (log.LastRevision, log.DurableRevision));
        await Assert.ThrowsAsync<OperationLogException>(async () => await log.SyncAsync(1));
        Assert.Equal("Unhealthy", await StatusAsync());
        _disk.IsFull = false;
        await _observer.DurableAsync(3);
        await log.DisposeAsync();
        Assert.Equal("Healthy", await StatusAsync());
        await CheckAsync(3);
    }

    [Fact]
    public async Task After_a_sync_that_failed_the_next_segment_has_all_that_was_not_durable()
    {
        IStoreLog log = await OpenAsync();
        long session = (await log.ClaimAsync(A, Owner)).Session;
        for (int i = 0; i < 20; i++)
        {
            if (i % 5 == 2) _disk.FailingSyncs = 1;
            await log.AppendAsync([new(Make.Set("a", i, "k", i), session)]);
            await _observer.DurableAsync(i + 1);
        }

        await log.DisposeAsync();
        // the first, and one after each failure
        Assert.Equal(5, Directory.GetFiles(Path.Combine(_folder.Path, "stores", "store-store"), "*.log").Length);
        await CheckAsync(20);
    }

    [Fact]
    public async Task A_store_is_opened_and_read_while_the_disk_is_full()
    {
        IStoreLog log = await OpenAsync();
        await log.AppendAsync([new(Make.Sets("a", 0, 3), (await log.ClaimAsync(A, Owner)).Session)]);
        await _observer.DurableAsync(3);
        await log.DisposeAsync();
        _disk.IsFull = true;
        IStoreLog again = await _storage.Log.OpenAsync(Name);
        Assert.NotNull(again.Hindrance);
        Assert.Equal((3, 3), (again.LastRevision, again.DurableRevision));
        var observer = new RecordingObserver();
        again.Observe(0, observer);
        await again.AppendAsync([new(Make.Set("a", 3, "k", 3), (await again.ClaimAsync(A, Owner)).Session)]);
        _disk.IsFull = false;
        await observer.DurableAsync(4);
        await again.DisposeAsync();
        await CheckAsync(4);
    }

    [Fact]
    public async Task Closing_on_a_full_disk_ends_and_keeps_what_was_durable()
    {
        IStoreLog log = await OpenAsync();
        long session = (await log.ClaimAsync(A, Owner)).Session;
        await log.AppendAsync([new(Make.Set("a", 0, "k", 0), session)]);
        await _observer.DurableAsync(1);
        _disk.IsFull = true;
        await log.AppendAsync([new(Make.Set("a", 1, "k", 1), session)]);
        await log.DisposeAsync();
        _disk.IsFull = false;
        await CheckAsync(1);
    }

    private static async Task<string> HindranceAsync(IStoreLog log)
    {
        while (log.Hindrance is null) await Task.Yield();
        return log.Hindrance!;
    }

    private async Task<string> StatusAsync()
    {
        var registration = new Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckRegistration("storage", _storage.Health, null, null);
        return (await _storage.Health.CheckHealthAsync(new() { Registration = registration })).Status.ToString();
    }

    private async Task<IStoreLog> OpenAsync()
    {
        IStoreLog log = await _storage.Log.OpenAsync(Name);
        log.Observe(0, _observer);
        return log;
    }

    /// <summary>The log on the disk is what was published, up to a revision.</summary>
    private async Task CheckAsync(long last)
    {
        await using IStoreLog log = await _storage.Log.OpenAsync(Name);
        Assert.Equal(last, log.LastRevision);
        IReadOnlyList<HistoryRecord> records = await log.ReadAsync(0, 1000);
        Assert.All(_observer.Records.Zip(records), pair => Assert.Equal(RecordEncoding.ToBytes(pair.First), RecordEncoding.ToBytes(pair.Second)));
        Assert.Equal(last, (await log.ClaimAsync(A, Owner)).ExpectedSeq);
    }
}
