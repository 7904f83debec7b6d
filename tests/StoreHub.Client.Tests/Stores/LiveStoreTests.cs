using StoreHub.Client.Tests.Testing;

namespace StoreHub.Client.Tests.Stores;

public sealed class LiveStoreTests
{
    [Theory]
    [InlineData(WireProtocol.MessagePack)]
    [InlineData(WireProtocol.Json)]
    public async Task What_one_client_writes_every_other_reads(WireProtocol protocol)
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient alice = Clients.Connect(hub.Url, protocol), bob = Clients.Connect(hub.Url, protocol);
        HubStore hers = await alice.OpenAsync("cart"), his = await bob.OpenAsync("cart");
        Assert.Equal(ClientState.Live, hers.Status.State);

        dynamic root = hers.Root;
        root.user = new { name = "Alice", age = 30 };
        root.items = new object?[] { "a", 1, 2.5, null, true, new byte[] { 1, 2 }, DateTimeOffset.UnixEpoch };
        root.items.Add(new { nested = new[] { 1, 2, 3 } });
        root.empty = StoreValue.Undefined;
        root.odd = double.NaN;
        root.minus = -0.0;
        hers["map"].Value = MapValue.Create([KeyValuePair.Create<StoreValue, StoreValue>(1, "one"), KeyValuePair.Create<StoreValue, StoreValue>("1", "text")]);
        hers["set"].Value = SetValue.Create(["x", 7]);
        hers["map"].AsMap().Set(StoreValue.Null, new { deep = true });
        hers["set"].AsSet().Add(8);
        hers["user"]["age"].Increment(2);

        await Clients.RequireConvergedAsync(hers, his);
        Assert.Equal(hers.Snapshot(), his.Snapshot());
        Assert.Equal(32, his["user"]["age"].Value.AsNumber());
        Assert.True(his["map"].AsMap().Get(StoreValue.Null) is StoreProxy);
    }

    [Fact]
    public async Task A_store_that_is_opened_while_the_connection_comes_up_is_live_then_and_is_opened_once()
    {
        await using TestHub hub = await TestHub.StartAsync();
        for (int i = 0; i < 100; i++)
        {
            await using StoreHubClient client = Clients.Connect(hub.Url);
            Task<HubStore> first = client.OpenAsync("a");
            // anywhere between the connection's beginning and its end
            Thread.SpinWait(i * 2000);
            HubStore second = await client.OpenAsync("b");
            Assert.Equal((ClientState.Live, ClientState.Live), ((await first).Status.State, second.Status.State));
            Assert.Equal(1, (await second.GetHubStatusAsync(hash: false)).Subscribers);
            Assert.Equal(ClientState.Live, second.Status.State);
        }
    }

    [Theory]
    [InlineData(WireProtocol.MessagePack)]
    [InlineData(WireProtocol.Json)]
    public async Task An_opened_store_has_what_the_hub_has(WireProtocol protocol)
    {
        await using TestHub hub = await TestHub.StartAsync(options => options.SnapshotChunkBytes = 1000);
        for (int i = 0; i < 20; i++)
        {
            await using StoreHubClient client = Clients.Connect(hub.Url, protocol);
            HubStore store = await client.OpenAsync("s");
            Assert.Equal(ClientState.Live, store.Status.State);
            Assert.Equal(i > 0, store["items"].Exists);
            if (!store["items"].Exists) store["items"].Value = ArrayValue.Empty;
            Assert.Equal(i, store["items"].Count);
            store["items"].AsArray().Add(new string('x', 500));
            await store.WhenAcknowledgedAsync();
        }
    }

    [Fact]
    public async Task A_batch_is_one_notification_elsewhere_and_nothing_comes_between()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient alice = Clients.Connect(hub.Url), bob = Clients.Connect(hub.Url);
        HubStore hers = await alice.OpenAsync("s"), his = await bob.OpenAsync("s");
        var seen = new List<string>();
        using IDisposable watch = his.Subscribe(_ => seen.Add($"{his["a"].Value} {his["b"].Value}"));

        hers.Batch(() =>
        {
            hers["a"].Value = 1;
            hers["b"].Value = 2;
        });
        await his.UntilAsync(() => his["b"].Exists);

        Assert.Equal(["1 2"], seen);
    }

    [Fact]
    public async Task A_late_joiner_gets_a_snapshot_and_then_what_follows()
    {
        await using TestHub hub = await TestHub.StartAsync(options =>
        {
            options.MaxTailOperations = 20;
            options.SnapshotChunkBytes = 64;
        });
        await using StoreHubClient alice = Clients.Connect(hub.Url);
        HubStore hers = await alice.OpenAsync("s");
        hers["list"].Value = ArrayValue.Empty;
        for (int i = 0; i < 200; i++)
        {
            hers["list"].AsArray().Add($"item {i} äöü 😀");
            await hers.WhenAcknowledgedAsync();
        }

        foreach (WireProtocol protocol in Enum.GetValues<WireProtocol>())
        {
            await using StoreHubClient late = Clients.Connect(hub.Url, protocol);
            HubStore his = await late.OpenAsync("s");
            await Clients.RequireConvergedAsync(hers, his);
            his["list"].AsArray().Insert(100, "in the middle");
            await Clients.RequireConvergedAsync(hers, his);
            Assert.Equal("in the middle", hers["list"].AsArray()[100]);
            his["list"].AsArray().RemoveAt(100);
        }
    }

    [Fact]
    public async Task Many_stores_share_one_connection()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient alice = Clients.Connect(hub.Url), bob = Clients.Connect(hub.Url);
        string[] names = [.. Enumerable.Range(0, 50).Select(i => $"team/{i}.~_-x")];
        HubStore[] hers = await Task.WhenAll(names.Select(name => alice.OpenAsync(name)));
        HubStore[] his = await Task.WhenAll(names.Select(name => bob.OpenAsync(name)));
        for (int i = 0; i < names.Length; i++) hers[i]["n"].Value = i;
        for (int i = 0; i < names.Length; i++)
        {
            await Clients.RequireConvergedAsync(hers[i], his[i]);
            Assert.Equal(i, his[i]["n"].Value.AsNumber());
        }

        Assert.Same(hers[0], await alice.OpenAsync(names[0]));
    }

    [Fact]
    public async Task A_store_that_was_closed_can_be_opened_again_and_the_closed_one_says_so()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient client = Clients.Connect(hub.Url);
        HubStore first = await client.OpenAsync("s");
        first["a"].Value = 1;
        await first.DisposeAsync();
        Assert.Equal(ClientState.Closed, first.Status.State);
        Assert.Equal(StoreErrorCode.ClosedByClient, first.Status.Reason);
        Assert.Throws<ObjectDisposedException>(() => first["a"].Value = 2);

        HubStore second = await client.OpenAsync("s");
        Assert.NotSame(first, second);
        await second.UntilAsync(() => second["a"].Exists);
        Assert.Equal(1, second["a"].Value.AsNumber());
    }

    [Fact]
    public async Task A_reader_reads_and_is_told_at_once_that_it_cannot_write()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient writer = Clients.Connect(hub.Url), reader = Clients.Connect(hub.Url, role: StoreRole.Reader);
        HubStore hers = await writer.OpenAsync("s"), his = await reader.OpenAsync("s");
        hers["a"].Value = 1;
        await his.UntilAsync(() => his["a"].Exists);

        StoreException refusal = Assert.Throws<StoreException>(() => his["a"].Value = 2);
        Assert.Equal(StoreErrorCode.ReaderCannotWrite, refusal.Code);
        Assert.Equal(1, his["a"].Value.AsNumber());
    }

    [Fact]
    public async Task Deliveries_wait_behind_the_limit_in_order()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient alice = Clients.Connect(hub.Url), bob = Clients.Connect(hub.Url);
        HubStore hers = await alice.OpenAsync("s"), his = await bob.OpenAsync("s");
        his.DeliveryLimit = 2;
        for (int i = 1; i <= 5; i++) hers["n"].Value = i;
        await hers.WhenAcknowledgedAsync();
        await his.WhenSettledAsync(2);
        his["mine"].Value = true;
        await his.WhenAcknowledgedAsync();
        Assert.Equal(2, his.Revision);
        Assert.Equal(2, his["n"].Value.AsNumber());
        Assert.Equal(6, his.AcknowledgedRevision);

        his.DeliveryLimit = 4;
        Assert.Equal(4, his.Revision);
        his.DeliveryLimit = null;
        await Clients.RequireConvergedAsync(hers, his);
        Assert.Equal(5, his["n"].Value.AsNumber());
    }
}
