using StoreHub.Client;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Hosting;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Redis;

/// <summary>Two hubs at one Redis, and clients at both.</summary>
public sealed class RedisHubTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<StoreHubClient> _clients = [];
    private RedisServer _server = null!;
    private RunningHub _one = null!;
    private RunningHub _two = null!;

    public async ValueTask DisposeAsync()
    {
        foreach (StoreHubClient client in _clients) await client.DisposeAsync();
        if (_one is not null) await _one.DisposeAsync();
        if (_two is not null) await _two.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task Clients_at_both_hubs_converge()
    {
        await StartAsync();
        HubStore[] stores = await OpenAsync(_one, _one, _two, _two);
        await WriteAsync(stores, 100);
        await ConvergedAsync(stores);
        Assert.Equal(400, stores[0]["count"].Value.AsNumber());
    }

    [Fact]
    public async Task Clients_at_both_hubs_converge_while_the_tail_is_trimmed()
    {
        await StartAsync(options =>
        {
            options.MaxTailOperations = 100;
            options.FloorStep = 16;
            options.OfflineGrace = TimeSpan.FromMilliseconds(100);
        });
        HubStore[] stores = await OpenAsync(_one, _two);
        await WriteAsync(stores, 400);
        // who comes late begins with a snapshot, whoever saved it
        HubStore[] all = [.. stores, await OpenAsync(_one), await OpenAsync(_two)];
        await WriteAsync(all, 50);
        await ConvergedAsync(all);
        await using RawClient raw = await _two.ConnectAsync();
        await raw.OpenReaderAsync("s");
        Assert.InRange((await raw.StatusAsync("s")).TailStart, 2, long.MaxValue);
        Assert.Empty(_one.Logs.Errors);
        Assert.Empty(_two.Logs.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_moves_to_the_other_hub_goes_on_where_it_was(bool isReader)
    {
        await StartAsync();
        await using RawClient writer = await _one.ConnectAsync(), mover = await _two.ConnectAsync();
        OpenResult first = await writer.OpenAsync("s", "a");
        // the other hub has the store already, and may be behind
        await mover.OpenReaderAsync("s");
        for (int i = 0; i < 50; i++) await writer.SubmitAsync("s", Make.Set("a", i, "k", i));
        while ((await writer.NextAsync<AckMessage>()).Seq < 49)
        {
        }

        var cursor = new Cursor(first.Epoch, 50);
        OpenResult moved = isReader ? await mover.OpenReaderAsync("s", cursor) : await mover.OpenAsync("s", "a", cursor, baseRevision: 50);
        Assert.Null(moved.Error);
        Assert.Equal((first.Epoch, 50, true, true), (moved.Epoch, moved.Revision, moved.Delta, moved.Continues));
        if (isReader) return;
        Assert.Equal((50, 49), (moved.ExpectedSeq, moved.AcknowledgedSeq));
        Assert.Null((await mover.SubmitAsync("s", Make.Set("a", 50, "k", "moved"))).Error);
        ClosedMessage closed = await writer.NextAsync<ClosedMessage>();
        Assert.Equal((StoreErrorCode.TakenOver, false), (closed.Code, closed.Reconnect));
    }

    [Fact]
    public async Task A_store_that_is_deleted_at_one_hub_is_so_at_the_other()
    {
        await StartAsync();
        await using RawClient client = await _two.ConnectAsync();
        await client.OpenAsync("s", "a");
        await client.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        using var http = new HttpClient();
        Assert.True((await http.DeleteAsync(new Uri($"{_one.Url}/admin/stores/s"))).IsSuccessStatusCode);
        ClosedMessage closed = await client.NextAsync<ClosedMessage>();
        Assert.Equal((StoreErrorCode.StoreDeleted, false), (closed.Code, closed.Reconnect));
        Assert.Equal(0, (await client.OpenAsync("s", "b")).Revision);
    }

    [Fact]
    public async Task While_Redis_is_away_writes_wait_and_the_hub_says_so()
    {
        await StartAsync(options => options.Redis.CallTimeout = TimeSpan.FromSeconds(1));
        HubStore[] stores = await OpenAsync(_one, _two);
        await WriteAsync(stores, 10);
        await ConvergedAsync(stores);
        using var http = new HttpClient();
        Assert.True((await http.GetAsync(new Uri($"{_one.Url}/health/ready"))).IsSuccessStatusCode);
        var hindered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stores[0].StatusChanged += (_, status) =>
        {
            if (status.Reason == StoreErrorCode.StorageUnavailable) hindered.TrySetResult();
        };
        await _server.KillAsync();
        foreach (HubStore store in stores) store["away"].Value = store.Name;
        await hindered.Task.WaitAsync(Patience);
        using var limit = new CancellationTokenSource(Patience);
        while ((await http.GetAsync(new Uri($"{_one.Url}/health/ready"), limit.Token)).IsSuccessStatusCode) await Task.Delay(20, limit.Token);
        await _server.StartAgainAsync();
        await WriteAsync(stores, 10);
        await ConvergedAsync(stores);
        while (!(await http.GetAsync(new Uri($"{_one.Url}/health/ready"), limit.Token)).IsSuccessStatusCode) await Task.Delay(20, limit.Token);
        Assert.Equal(40, stores[0]["count"].Value.AsNumber());
    }

    [Fact]
    public async Task A_Redis_that_lost_everything_gets_it_back_from_the_hubs()
    {
        await StartAsync();
        HubStore[] stores = await OpenAsync(_one, _one, _two);
        foreach (HubStore store in stores) store.Lost += (_, _) => Assert.Fail("Nothing was lost.");
        await WriteAsync(stores, 50);
        await ConvergedAsync(stores);
        string epoch = stores[0].Epoch!;
        await _server.AskAsync("FLUSHALL");
        await WriteAsync(stores, 50);
        await ConvergedAsync(stores);
        Assert.NotEqual(epoch, stores[0].Epoch);
        Assert.Equal(300, stores[0]["count"].Value.AsNumber());
    }

    private async Task StartAsync(Action<StoreHubOptions>? configure = null)
    {
        _server = await RedisServer.StartAsync();
        _one = await StartHubAsync(configure);
        _two = await StartHubAsync(configure);
    }

    private Task<RunningHub> StartHubAsync(Action<StoreHubOptions>? configure) => RunningHub.StartAsync(options =>
    {
        options.Redis.Connection = _server.Connection;
        options.Redis.PollInterval = TimeSpan.FromMilliseconds(500);
        configure?.Invoke(options);
    });

    /// <summary>Stores at hubs, with a count that is 0.</summary>
    private async Task<HubStore[]> OpenAsync(params RunningHub[] hubs)
    {
        HubStore[] stores = await Task.WhenAll(hubs.Select(OpenAsync));
        stores[0]["count"].Value = 0;
        await stores[0].WhenAcknowledgedAsync().WaitAsync(Patience);
        await ConvergedAsync(stores);
        return stores;
    }

    private async Task<HubStore> OpenAsync(RunningHub hub)
    {
        var client = new StoreHubClient(new StoreHubClientOptions
        {
            Url = new Uri(hub.Url + "/hub"),
            ReconnectDelay = TimeSpan.FromMilliseconds(50),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(500),
            FlushTimeout = TimeSpan.Zero,
        });
        _clients.Add(client);
        HubStore store = await client.OpenAsync("s");
        await store.WhenLiveAsync().WaitAsync(Patience);
        return store;
    }

    /// <summary>All write side by side.</summary>
    private static Task WriteAsync(HubStore[] stores, int count) => Task.WhenAll(stores.Select((store, number) => Task.Run(async () =>
    {
        for (int i = 0; i < count; i++)
        {
            store.Batch(() =>
            {
                store["last"].Value = $"{number}:{i}";
                store[$"key{i % 10}"].Value = i;
            });
            store["count"].Increment();
            if (i % 10 == 9) await store.WhenAcknowledgedAsync().WaitAsync(Patience);
        }

        await store.WhenAcknowledgedAsync().WaitAsync(Patience);
    })));

    private static async Task ConvergedAsync(HubStore[] stores)
    {
        long last = stores.Max(store => store.AcknowledgedRevision);
        foreach (HubStore store in stores) await store.WhenSettledAsync(last).WaitAsync(Patience);
        using var limit = new CancellationTokenSource(Patience);
        // the hubs may have appended a floor since
        while (stores.Select(store => store.Revision).Distinct().Count() > 1) await Task.Delay(20, limit.Token);
        Assert.Single(stores.Select(store => (store.Epoch, store.GetSettledHash())).Distinct());
    }
}
