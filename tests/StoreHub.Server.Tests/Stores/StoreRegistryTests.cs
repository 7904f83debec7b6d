using Microsoft.Extensions.DependencyInjection;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Stores;

/// <summary>Names that are only looked at cost nothing for long, and there is an end to what they cost at a time.</summary>
public sealed class StoreRegistryTests
{
    private readonly MemoryOperationLog _log = new(TimeProvider.System, TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public async Task A_store_that_was_only_looked_at_leaves_nothing_behind(string? source)
    {
        await using RunningHub hub = await RunningHub.StartAsync(log: _log);
        await using RawClient client = await hub.ConnectAsync();
        await using RawClient other = await hub.ConnectAsync();
        OpenResult first = source is null ? await client.OpenReaderAsync("s") : await client.OpenAsync("s", source);
        await other.OpenReaderAsync("s");
        HubStore store = await Registry(hub).GetAsync(StoreName.Parse("s"));
        await CloseAsync(client);
        Assert.Equal(1, (await other.StatusAsync("s")).Subscribers);
        await other.DisposeAsync();
        await store.Completion.WaitAsync(TimeSpan.FromSeconds(10));
        await UntilAsync(() => Registry(hub).Count == 0);
        Assert.Equal(0, _log.Count);

        OpenResult again = await client.OpenAsync("s", "b", new Cursor(first.Epoch, 0));
        Assert.Null(again.Error);
        Assert.NotEqual(first.Epoch, again.Epoch);
        Assert.Null((await client.SubmitAsync("s", Make.Set("b", 0, "k", 1))).Error);
        Assert.Empty(hub.Logs.Errors);
    }

    [Fact]
    public async Task A_store_with_history_stays()
    {
        await using RunningHub hub = await RunningHub.StartAsync(log: _log);
        await using RawClient client = await hub.ConnectAsync();
        OpenResult first = await client.OpenAsync("s", "a");
        await client.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        await CloseAsync(client);
        OpenResult again = await client.OpenReaderAsync("s");
        Assert.Equal((first.Epoch, 1), (again.Epoch, again.Revision));
        Assert.Equal((1, 1), (Registry(hub).Count, _log.Count));
    }

    [Fact]
    public async Task A_store_that_nobody_has_open_is_unloaded_after_a_while_and_comes_back_on_demand()
    {
        using var folder = new TempFolder();
        await using RunningHub hub = await RunningHub.StartAsync(options => (options.DataPath, options.UnloadAfter) = (folder.Path, TimeSpan.FromMilliseconds(100)));
        await using RawClient client = await hub.ConnectAsync();
        OpenResult first = await client.OpenAsync("s", "a");
        await client.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        await client.NextAsync<AckMessage>();
        string? hash = (await client.StatusAsync("s")).StateHash;
        await CloseAsync(client);
        await UntilAsync(() => Registry(hub).Count == 0);
        OpenResult again = await client.OpenAsync("s", "a", new Cursor(first.Epoch, 1));
        Assert.NotEqual(first.Epoch, again.Epoch);
        Assert.Equal((1, true, 1, 0), (again.Revision, again.Delta, again.ExpectedSeq, again.AcknowledgedSeq));
        Assert.Equal(hash, (await client.StatusAsync("s")).StateHash);
        Assert.Empty(hub.Logs.Errors);
    }

    [Fact]
    public async Task A_store_that_somebody_has_open_stays_loaded()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.UnloadAfter = TimeSpan.FromMilliseconds(1));
        await using RawClient client = await hub.ConnectAsync();
        await client.OpenAsync("s", "a");
        await client.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        await using RawClient other = await hub.ConnectAsync();
        await other.OpenAsync("t", "b");
        await other.SubmitAsync("t", Make.Set("b", 0, "k", 1));
        await other.DisposeAsync();
        await UntilAsync(() => Registry(hub).Count == 1);
        Assert.Null((await client.SubmitAsync("s", Make.Set("a", 1, "k", 2))).Error);
    }

    [Fact]
    public async Task A_store_that_is_deleted_tells_who_has_it_open_and_begins_anew()
    {
        using var folder = new TempFolder();
        await using RunningHub hub = await RunningHub.StartAsync(options => options.DataPath = folder.Path);
        await using RawClient client = await hub.ConnectAsync();
        OpenResult first = await client.OpenAsync("s", "a");
        await client.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        await client.NextAsync<AckMessage>();
        Assert.True(await Registry(hub).DeleteAsync(StoreName.Parse("s"), CancellationToken.None));
        ClosedMessage closed = await client.NextAsync<ClosedMessage>();
        Assert.Equal((StoreErrorCode.StoreDeleted, false), (closed.Code, closed.Reconnect));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(folder.Path, "stores")));
        OpenResult again = await client.OpenAsync("s", "a", new Cursor(first.Epoch, 1));
        Assert.Equal((0, false, 0), (again.Revision, again.Delta, again.ExpectedSeq));
        Assert.Null((await client.SubmitAsync("s", Make.Set("a", 0, "k", 2))).Error);
        Assert.False(await Registry(hub).DeleteAsync(StoreName.Parse("t"), CancellationToken.None));
        Assert.Empty(hub.Logs.Errors);
    }

    [Fact]
    public async Task Deleting_while_others_open_and_write_ends_in_one_state()
    {
        using var folder = new TempFolder();
        await using RunningHub hub = await RunningHub.StartAsync(options => options.DataPath = folder.Path);
        using var stop = new CancellationTokenSource();
        Task[] writers = [.. Enumerable.Range(0, 3).Select(i => Task.Run(async () =>
        {
            for (int round = 0; !stop.IsCancellationRequested; round++)
            {
                await using RawClient client = await hub.ConnectAsync();
                Assert.Null((await client.OpenAsync("s", $"w{i}-{round}")).Error);
                ErrorInfo? error = (await client.SubmitAsync("s", Make.Set($"w{i}-{round}", 0, "k", 1))).Error;
                Assert.True(error is null || error.Code is StoreErrorCode.NotOpen or StoreErrorCode.StoreDeleted, error?.Message);
            }
        }))];
        for (int i = 0; i < 50; i++) await Registry(hub).DeleteAsync(StoreName.Parse("s"), CancellationToken.None);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        await Registry(hub).DeleteAsync(StoreName.Parse("s"), CancellationToken.None);
        Assert.Empty(await Registry(hub).ListAsync(CancellationToken.None));
        Assert.Empty(hub.Logs.Errors);
    }

    [Fact]
    public async Task Past_the_limit_a_new_store_is_answered_with_overload_until_one_goes()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.MaxStores = 2, log: _log);
        await using RawClient client = await hub.ConnectAsync();
        await client.OpenReaderAsync("s");
        await client.OpenReaderAsync("s2");
        OpenResult refused = await client.OpenReaderAsync("s3");
        Assert.Equal((StoreErrorCode.Overloaded, 2L), (refused.Error!.Code, refused.Error.Limit));
        Assert.Null((await client.OpenReaderAsync("s2")).Error);
        await CloseAsync(client);
        await UntilAsync(() => Registry(hub).Count < 2);
        Assert.Null((await client.OpenReaderAsync("s3")).Error);
    }

    [Fact]
    public async Task Who_comes_while_the_last_one_goes_gets_the_next_store()
    {
        await using RunningHub hub = await RunningHub.StartAsync(log: _log);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using RawClient client = await hub.ConnectAsync();
            for (int i = 0; i < 200; i++)
            {
                Assert.Null((await client.OpenReaderAsync("s")).Error);
                await CloseAsync(client);
            }
        }));
        await UntilAsync(() => Registry(hub).Count == 0 && _log.Count == 0);
        Assert.Empty(hub.Logs.Errors);
    }

    private static StoreRegistry Registry(RunningHub hub) => hub.Services.GetRequiredService<StoreRegistry>();

    private static async Task CloseAsync(RawClient client) => Assert.Null((await client.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" })).Error);

    private static async Task UntilAsync(Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "It did not come about.");
            await Task.Yield();
        }
    }
}
