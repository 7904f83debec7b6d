using StoreHub.Client.Stores;
using StoreHub.Client.Tests.Testing;
using StoreHub.LoadTests.Connections;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Client.Tests.Stores;

public sealed class RobustnessTests
{
    [Fact]
    public async Task Handlers_that_throw_harm_neither_the_connection_nor_each_other()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using var proxy = new CuttableProxy(hub.Url);
        await using StoreHubClient client = Clients.Connect(proxy.Url);
        client.StatusChanged += (_, _) => throw new InvalidOperationException("client handler");
        HubStore store = await client.OpenAsync("s");
        var failures = new List<string>();
        store.SubscriberFailed += (_, failed) =>
        {
            lock (failures) failures.Add(failed.Exception.Message);
        };
        store.StatusChanged += (_, _) => throw new InvalidOperationException("store handler");
        using IDisposable subscription = store.Subscribe(_ => throw new InvalidOperationException("subscriber"));

        proxy.Cut();
        store["a"].Value = 1;
        await store.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
        await using StoreHubClient other = Clients.Connect(hub.Url);
        await Clients.RequireConvergedAsync(store, await other.OpenAsync("s"));
        lock (failures)
        {
            Assert.Contains("store handler", failures);
            Assert.Contains("subscriber", failures);
        }
    }

    [Fact]
    public async Task What_a_closed_store_can_never_reach_faults_instead_of_waiting()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient client = Clients.Connect(hub.Url);
        HubStore store = await client.OpenAsync("s");
        Task before = store.WhenSettledAsync(1000);
        await store.DisposeAsync();
        Assert.Equal(StoreErrorCode.ClosedByClient, (await Assert.ThrowsAsync<StoreException>(() => before)).Code);
        Assert.Equal(StoreErrorCode.ClosedByClient, (await Assert.ThrowsAsync<StoreException>(() => store.WhenSettledAsync(1000))).Code);
        Assert.Equal(StoreErrorCode.ClosedByClient, (await Assert.ThrowsAsync<StoreException>(() => store.WhenLiveAsync())).Code);
        Assert.Equal(ClientState.Closed, store.Status.State);
    }

    [Fact]
    public async Task A_store_given_up_without_waiting_is_closed_at_the_hub_as_well()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient client = Clients.Connect(hub.Url), other = Clients.Connect(hub.Url);
        HubStore watching = await other.OpenAsync("s");
        HubStore store = await client.OpenAsync("s");
        Assert.Equal(2, (await watching.GetHubStatusAsync()).Subscribers);
        store.Dispose();
        // calls of one connection are answered in order: this one comes after the closing
        HubStore marker = await client.OpenAsync("marker");
        Assert.Equal(1, (await watching.GetHubStatusAsync()).Subscribers);
        Assert.Equal(ClientState.Live, marker.Status.State);
    }

    [Fact]
    public async Task A_client_that_was_disposed_opens_nothing()
    {
        await using TestHub hub = await TestHub.StartAsync();
        StoreHubClient client = Clients.Connect(hub.Url);
        await client.OpenAsync("s");
        await Task.WhenAll(client.DisposeAsync().AsTask(), client.DisposeAsync().AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.OpenAsync("s"));
        Assert.Equal(ClientState.Closed, client.Status.State);
    }

    [Fact]
    public async Task One_callers_cancellation_does_not_close_what_another_opens()
    {
        Uri url;
        await using (TestHub gone = await TestHub.StartAsync()) url = gone.Url;
        await using StoreHubClient client = Clients.Connect(url);
        using var cancelled = new CancellationTokenSource();
        Task<HubStore> first = client.OpenAsync("s", cancelled.Token), second = client.OpenAsync("s");
        await cancelled.CancelAsync();
        HubStore store = await second.WaitAsync(Clients.Patience);
        await using TestHub hub = await TestHub.StartAsync(port: url.Port);
        await store.WhenLiveAsync().WaitAsync(Clients.Patience);
        try
        {
            Assert.Same(store, await first);
        }
        catch (OperationCanceledException)
        {
            // whichever came first
        }
    }

    [Fact]
    public async Task Inside_a_batch_neither_the_settled_hash_nor_the_end_of_the_store_can_be_had()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient client = Clients.Connect(hub.Url), other = Clients.Connect(hub.Url);
        HubStore store = await client.OpenAsync("s");
        store.DeliveryLimit = 0;
        store["pending"].Value = ArrayValue.Create([1, 2, 3]);
        store.Batch(() =>
        {
            store["pending"].AsArray().RemoveAt(1);
            Assert.Throws<InvalidOperationException>(() => store.GetSettledHash());
            Assert.Throws<InvalidOperationException>(store.Dispose);
        });
        store.DeliveryLimit = null;
        await Clients.RequireConvergedAsync(store, await other.OpenAsync("s"));
        Assert.Equal([1, 3], store["pending"].AsArray().Cast<int>());
    }

    [Fact]
    public void Chunks_that_an_earlier_opening_left_behind_are_dropped()
    {
        byte[] content = new SettledState().EncodeSnapshot();
        var assembly = new SnapshotAssembly(WireProtocol.MessagePack);
        Assert.False(assembly.Add(Chunk(1, 3, [1, 2]), out _));
        Assert.False(assembly.Add(Chunk(0, 2, content[..3]), out _));
        Assert.False(assembly.Add(Chunk(2, 3, [3, 4]), out _));
        Assert.False(assembly.Add(Chunk(0, 2, content[..3]), out _));
        Assert.True(assembly.Add(Chunk(1, 2, content[3..]), out SettledState? state));
        Assert.Equal(0, state.Revision);

        static SnapshotChunk Chunk(int index, int count, byte[] data) =>
            new() { Store = "s", Epoch = "e", Revision = 0, Index = index, Count = count, Data = data };
    }
}
