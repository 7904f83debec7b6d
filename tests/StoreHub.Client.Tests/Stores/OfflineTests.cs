using StoreHub.Client.Tests.Testing;
using StoreHub.LoadTests.Connections;

namespace StoreHub.Client.Tests.Stores;

public sealed class OfflineTests
{
    [Fact]
    public async Task Writes_made_before_there_is_a_hub_reach_it_once_there_is_one()
    {
        Uri url;
        await using (TestHub gone = await TestHub.StartAsync()) url = gone.Url;
        await using StoreHubClient client = Clients.Connect(url);
        HubStore store = await client.OpenAsync("s");
        Assert.Equal(ClientState.Offline, store.Status.State);
        Assert.Equal(StoreErrorCode.ConnectionLost, store.Status.Reason);
        HubStore second = await client.OpenAsync("second").WaitAsync(Clients.Patience);
        Assert.Equal(ClientState.Offline, second.Status.State);
        store["a"].Value = 1;
        store["list"].Value = ArrayValue.Create([1, 2]);
        store["list"].AsArray().Push(3);
        Assert.Equal(3, store.PendingCount);
        Assert.Equal(3, store["list"].Count);
        Task acknowledged = store.WhenAcknowledgedAsync();
        Assert.False(acknowledged.IsCompleted);

        await using TestHub hub = await TestHub.StartAsync(port: url.Port);
        await acknowledged.WaitAsync(Clients.Patience);
        await using StoreHubClient other = Clients.Connect(url);
        await Clients.RequireConvergedAsync(store, await other.OpenAsync("s"));
    }

    [Fact]
    public async Task A_cut_connection_comes_back_and_what_was_written_meanwhile_is_exchanged()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using var proxy = new CuttableProxy(hub.Url);
        await using StoreHubClient cut = Clients.Connect(proxy.Url), other = Clients.Connect(hub.Url);
        HubStore mine = await cut.OpenAsync("s"), theirs = await other.OpenAsync("s");
        mine["before"].Value = 1;
        await Clients.RequireConvergedAsync(mine, theirs);

        proxy.Refusing = true;
        proxy.Cut();
        await mine.WhenAsync(ClientState.Offline);
        mine["offline"].Value = "mine";
        theirs["offline"].Value = "theirs";
        theirs["only"].Value = "theirs";
        await theirs.WhenAcknowledgedAsync();
        proxy.Refusing = false;

        await mine.WhenAsync(ClientState.Live);
        await Clients.RequireConvergedAsync(mine, theirs);
        Assert.Equal("mine", theirs["offline"].Value.AsString());
        Assert.Equal("theirs", mine["only"].Value.AsString());
        Assert.Equal(ClientState.Live, cut.Status.State);
    }

    [Fact]
    public async Task A_snapshot_of_another_epoch_that_is_held_back_does_not_move_the_cursor()
    {
        TestHub hub = await TestHub.StartAsync();
        Uri url = hub.Url;
        await using var proxy = new CuttableProxy(url);
        await using StoreHubClient client = Clients.Connect(proxy.Url);
        HubStore store = await client.OpenAsync("s");
        for (int i = 0; i < 3; i++) store["old"].Value = i;
        await store.WhenAcknowledgedAsync();
        await store.WhenSettledAsync(3).WaitAsync(Clients.Patience);
        store.DeliveryLimit = 3;
        proxy.Refusing = true;
        proxy.Cut();
        await store.WhenAsync(ClientState.Offline);
        await hub.DisposeAsync();

        await using TestHub empty = await TestHub.StartAsync(port: url.Port);
        await using StoreHubClient other = Clients.Connect(empty.Url);
        HubStore theirs = await other.OpenAsync("s");
        for (int i = 0; i < 6; i++) theirs["new"].Value = i;
        await theirs.WhenAcknowledgedAsync();
        proxy.Refusing = false;
        await store.WhenAsync(ClientState.Live);
        for (int i = 0; i < 3; i++)
        {
            proxy.Refusing = true;
            proxy.Cut();
            await store.WhenAsync(ClientState.Offline);
            proxy.Refusing = false;
            await store.WhenAsync(ClientState.Live);
            // an answer that comes after whatever the hub sent on opening
            await store.GetHubStatusAsync();
        }

        store.DeliveryLimit = null;
        await Clients.RequireConvergedAsync(store, theirs);
    }

    [Fact]
    public async Task A_hub_that_lost_everything_is_noticed_and_told_again_what_is_pending()
    {
        TestHub hub = await TestHub.StartAsync();
        Uri url = hub.Url;
        await using var proxy = new CuttableProxy(url);
        await using StoreHubClient client = Clients.Connect(proxy.Url);
        HubStore store = await client.OpenAsync("s");
        string source = store.Source;
        store["list"].Value = ArrayValue.Create(["kept?"]);
        await store.WhenAcknowledgedAsync();
        var lost = new TaskCompletionSource<LossEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Lost += (_, loss) => lost.TrySetResult(loss);

        proxy.Refusing = true;
        proxy.Cut();
        await store.WhenAsync(ClientState.Offline);
        store["fresh"].Value = ArrayValue.Create([1, 2]);
        store["fresh"].AsArray().Push(3);
        await hub.DisposeAsync();
        await using TestHub empty = await TestHub.StartAsync(port: url.Port);
        proxy.Refusing = false;

        LossEventArgs loss = await lost.Task.WaitAsync(Clients.Patience);
        Assert.Equal(StoreErrorCode.AcknowledgedLost, loss.Code);
        Assert.Equal(0, loss.FirstSeq);
        Assert.Equal(1, loss.Count);
        await using StoreHubClient other = Clients.Connect(url);
        HubStore theirs = await other.OpenAsync("s");
        await Clients.RequireConvergedAsync(store, theirs);
        Assert.NotEqual(source, store.Source);
        Assert.Equal([1, 2, 3], theirs["fresh"].AsArray().Cast<int>());
        Assert.False(theirs["list"].Exists);
        store["fresh"].AsArray().RemoveAt(0);
        await Clients.RequireConvergedAsync(store, theirs);
    }

    [Fact]
    public async Task A_hub_that_shuts_down_leaves_its_clients_offline_and_not_closed()
    {
        TestHub hub = await TestHub.StartAsync();
        Uri url = hub.Url;
        await using StoreHubClient client = Clients.Connect(url);
        HubStore store = await client.OpenAsync("s");
        await hub.DisposeAsync();
        await store.WhenAsync(ClientState.Offline);
        await using TestHub again = await TestHub.StartAsync(port: url.Port);
        await store.WhenAsync(ClientState.Live);
        store["a"].Value = 1;
        await store.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
    }

    [Fact]
    public async Task Disposing_flushes_what_is_pending()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using (StoreHubClient client = Clients.Connect(hub.Url))
        {
            HubStore store = await client.OpenAsync("s");
            for (int i = 0; i < 500; i++) store[$"k{i}"].Value = i;
        }

        await using StoreHubClient reader = Clients.Connect(hub.Url, role: StoreRole.Reader);
        HubStore seen = await reader.OpenAsync("s");
        await Clients.RequireConvergedAsync(seen);
        Assert.Equal(500, seen.RootNode.Count);
    }

    [Fact]
    public async Task Disposing_offline_does_not_wait()
    {
        Uri url;
        await using (TestHub gone = await TestHub.StartAsync()) url = gone.Url;
        var client = new StoreHubClient(new StoreHubClientOptions { Url = url, FlushTimeout = TimeSpan.FromMinutes(5) });
        HubStore store = await client.OpenAsync("s");
        store["a"].Value = 1;
        Task waiting = store.WhenAcknowledgedAsync();
        await client.DisposeAsync().AsTask().WaitAsync(Clients.Patience);
        StoreException closed = await Assert.ThrowsAsync<StoreException>(() => waiting);
        Assert.Equal(StoreErrorCode.ClosedByClient, closed.Code);
        Assert.Equal(1, store.PendingCount);
    }
}
