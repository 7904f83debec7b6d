using StoreHub.Client.Tests.Testing;
using StoreHub.Server.Logs;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Client.Tests.Stores;

/// <summary>A client that was away until the hub forgot its source.</summary>
public sealed class ForgottenTests
{
    private readonly List<LossEventArgs> _losses = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_stands_and_what_was_never_sent_goes_out_under_a_new_source(bool gone)
    {
        await using ForgetfulHub hub = await ForgetfulHub.StartAsync(static time => new MemoryOperationLog(time, TimeSpan.FromSeconds(1)));
        await using StoreHubClient away = Clients.Connect(hub.Proxy.Url);
        HubStore mine = await OpenAsync(away), theirs = hub.Theirs;
        string source = mine.Source;
        mine["list"].Value = ArrayValue.Create(["acknowledged"]);
        theirs["here"].Value = true;
        await Clients.RequireConvergedAsync(mine, theirs);

        await hub.LeaveAsync(mine);
        mine["list"].AsArray().Push("never sent");
        await hub.ForgetAsync();
        // so many records that the tail does not reach back to who was away
        for (int i = 0; gone && i < 50; i++) theirs["meanwhile"].Value = i;
        await theirs.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
        hub.Proxy.Refusing = false;
        await mine.WhenAsync(ClientState.Live);
        await Clients.RequireConvergedAsync(mine, theirs);
        Assert.NotEqual(source, mine.Source);
        Assert.Equal(["acknowledged", "never sent"], theirs["list"].AsArray().Cast<string>());
        Assert.Empty(_losses);
    }

    [Fact]
    public async Task What_was_sent_and_not_acknowledged_is_indeterminate_and_takes_effect_once()
    {
        HeldLog log = null!;
        await using ForgetfulHub hub = await ForgetfulHub.StartAsync(time => log = new HeldLog(time));
        await using StoreHubClient away = Clients.Connect(hub.Proxy.Url);
        HubStore theirs = hub.Theirs;
        theirs["list"].Value = ArrayValue.Create(["first"]);
        log.Sync(1);
        await theirs.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
        HubStore mine = await OpenAsync(away);
        await mine.WhenSettledAsync(1).WaitAsync(Clients.Patience);
        mine.DeliveryLimit = 1;
        // the first of its source: nothing was acknowledged before either
        mine["list"].AsArray().Push("sent");
        await theirs.UntilAsync(() => theirs["list"].Count == 2);

        await hub.LeaveAsync(mine);
        mine["list"].AsArray().Push("never sent");
        Task acknowledged = mine.WhenAcknowledgedAsync();
        log.Sync(1000);
        await hub.ForgetAsync();
        mine.DeliveryLimit = null;
        hub.Proxy.Refusing = false;
        await mine.WhenAsync(ClientState.Live);
        await acknowledged.WaitAsync(Clients.Patience);
        await Clients.RequireConvergedAsync(mine, theirs);
        Assert.Equal(["first", "sent", "never sent"], theirs["list"].AsArray().Cast<string>());
        LossEventArgs loss = Assert.Single(_losses);
        Assert.Equal((StoreErrorCode.Indeterminate, 0, 1), (loss.Code, loss.FirstSeq, loss.Count));
    }

    private async Task<HubStore> OpenAsync(StoreHubClient client)
    {
        HubStore store = await client.OpenAsync("s");
        store.Lost += (_, loss) => _losses.Add(loss);
        return store;
    }
}
