using Microsoft.Extensions.DependencyInjection;
using StoreHub.Client.Tests.Testing;
using StoreHub.Operations;
using StoreHub.Server.Stores;
using StoreHub.Server.Validation;

namespace StoreHub.Client.Tests.Stores;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(WireProtocol.MessagePack)]
    [InlineData(WireProtocol.Json)]
    public async Task A_refused_write_rolls_back_and_is_told_and_later_ones_stand(WireProtocol protocol)
    {
        await using TestHub hub = await TestHub.StartAsync(services: services => services.AddSingleton<ITransactionValidator, NoSecrets>());
        await using StoreHubClient alice = Clients.Connect(hub.Url, protocol), bob = Clients.Connect(hub.Url, protocol);
        HubStore hers = await alice.OpenAsync("s"), his = await bob.OpenAsync("s");
        hers["open"].Value = 1;
        await Clients.RequireConvergedAsync(hers, his);
        var refused = new TaskCompletionSource<RefusedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        hers.Refused += (_, refusal) => refused.TrySetResult(refusal);

        hers.Batch(() =>
        {
            hers["open"].Value = 2;
            hers["secret"].Value = "x";
        });
        hers["later"].Value = 3;
        Assert.Equal(2, hers["open"].Value.AsNumber());

        RefusedEventArgs refusal = await refused.Task.WaitAsync(Clients.Patience);
        Assert.Equal(StoreErrorCode.Refused, refusal.Code);
        Assert.Equal("secrets are not written", refusal.Message);
        Assert.Equal(["open", "secret"], refusal.Operations.Select(operation => operation.Path.ToString()));
        await Clients.RequireConvergedAsync(hers, his);
        Assert.Equal(1, hers["open"].Value.AsNumber());
        Assert.False(his["secret"].Exists);
        Assert.Equal(3, his["later"].Value.AsNumber());
    }

    [Fact]
    public async Task What_is_past_a_limit_is_refused_here_before_it_exists()
    {
        await using TestHub hub = await TestHub.StartAsync(options => options.Limits = new StoreLimits { MaxOperationBytes = 2000 });
        await using StoreHubClient client = Clients.Connect(hub.Url);
        HubStore store = await client.OpenAsync("s");
        StoreException tooLarge = Assert.Throws<StoreException>(() => store["big"].Value = new string('x', 3000));
        Assert.Equal(StoreErrorCode.TooLarge, tooLarge.Code);
        Assert.Equal(2000, tooLarge.Limit);
        Assert.Equal("big", tooLarge.Path);
        Assert.Equal(0, store.PendingCount);
        Assert.False(store["big"].Exists);
    }

    [Theory]
    [InlineData(WireProtocol.MessagePack)]
    [InlineData(WireProtocol.Json)]
    public async Task Writes_made_offline_that_are_past_the_hubs_limits_are_refused_and_the_outbox_goes_on(WireProtocol protocol)
    {
        Uri url;
        await using (TestHub gone = await TestHub.StartAsync()) url = gone.Url;
        await using StoreHubClient client = Clients.Connect(url, protocol);
        HubStore store = await client.OpenAsync("s");
        store["first"].Value = 1;
        store["overOperation"].Value = new string('x', 3000);
        store["overFrame"].Value = new string('y', 20_000);
        store["last"].Value = 2;
        var refusals = new List<RefusedEventArgs>();
        store.Refused += (_, refusal) =>
        {
            lock (refusals) refusals.Add(refusal);
        };

        await using TestHub hub = await TestHub.StartAsync(
            options =>
            {
                options.Limits = new StoreLimits { MaxOperationBytes = 2000 };
                options.MaxFrameBytes = 8192;
            },
            port: url.Port);
        await store.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
        await using StoreHubClient other = Clients.Connect(url, protocol);
        await Clients.RequireConvergedAsync(store, await other.OpenAsync("s"));

        Assert.Equal(["first", "last"], store.RootNode.Keys);
        lock (refusals)
        {
            Assert.Equal(["overOperation", "overFrame"], refusals.Select(refusal => refusal.Operations[0].Path.ToString()));
            Assert.Equal(StoreErrorCode.TransactionTooLarge, refusals[1].Code);
        }
    }

    [Fact]
    public async Task A_name_that_is_none_is_refused_by_name()
    {
        await using StoreHubClient client = Clients.Connect(new Uri("http://127.0.0.1:1/hub"));
        foreach (string name in new[] { "", "with space", "ü", new string('x', 129), "a:b" })
        {
            StoreException refusal = await Assert.ThrowsAsync<StoreException>(() => client.OpenAsync(name));
            Assert.Equal(StoreErrorCode.InvalidStoreName, refusal.Code);
        }
    }

    [Fact]
    public async Task A_store_too_many_is_refused_and_the_others_live_on()
    {
        await using TestHub hub = await TestHub.StartAsync(options => options.MaxStoresPerConnection = 1);
        await using StoreHubClient client = Clients.Connect(hub.Url);
        HubStore first = await client.OpenAsync("a");
        StoreException refusal = await Assert.ThrowsAsync<StoreException>(() => client.OpenAsync("b"));
        Assert.Equal(StoreErrorCode.TooManyStores, refusal.Code);
        first["x"].Value = 1;
        await Clients.RequireConvergedAsync(first);
    }

    private sealed class NoSecrets : ITransactionValidator
    {
        public string? Validate(StoreName store, string principal, Transaction transaction) =>
            transaction.Operations.Any(operation => operation.Path.Count > 0 && operation.Path[0].ToString() == "secret") ? "secrets are not written" : null;
    }
}
