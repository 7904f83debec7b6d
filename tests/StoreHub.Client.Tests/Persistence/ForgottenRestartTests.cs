using StoreHub.Client.Tests.Testing;
using StoreHub.Server.Logs;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Client.Tests.Persistence;

/// <summary>A client that ended, and started again from its disk after the hub had forgotten its source.</summary>
public sealed class ForgottenRestartTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly List<LossEventArgs> _losses = [];

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_stands_and_what_was_never_sent_goes_out_under_a_new_source(bool gone)
    {
        await using ForgetfulHub hub = await ForgetfulHub.StartAsync(static time => new MemoryOperationLog(time, TimeSpan.FromSeconds(1)));
        HubStore theirs = hub.Theirs;
        string source;
        await using (StoreHubClient client = Connect(hub.Proxy.Url))
        {
            HubStore mine = await client.OpenAsync("s");
            source = mine.Source;
            mine["list"].Value = ArrayValue.Create(["acknowledged"]);
            await Clients.RequireConvergedAsync(mine, theirs);
            await hub.LeaveAsync(mine);
            mine["list"].AsArray().Push("never sent");
        }

        await hub.ForgetAsync();
        // so many records that the tail does not reach back to who was away
        for (int i = 0; gone && i < 50; i++) theirs["meanwhile"].Value = i;
        await theirs.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
        await ComeBackAsync(hub, pending: 1, ["acknowledged", "never sent"], mine => Assert.NotEqual(source, mine.Source));
        Assert.Empty(_losses);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_sent_and_not_acknowledged_is_indeterminate_and_takes_effect_once(bool followed)
    {
        HeldLog log = null!;
        await using ForgetfulHub hub = await ForgetfulHub.StartAsync(time => log = new HeldLog(time));
        HubStore theirs = hub.Theirs;
        theirs["list"].Value = ArrayValue.Create(["first"]);
        theirs["n"].Value = 0;
        log.Sync(2);
        await theirs.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
        await using (StoreHubClient client = Connect(hub.Proxy.Url))
        {
            HubStore mine = await client.OpenAsync("s");
            await mine.WhenSettledAsync(2).WaitAsync(Clients.Patience);
            mine.DeliveryLimit = 2;
            mine.Batch(() =>
            {
                mine["list"].AsArray().Push("sent");
                mine["n"].Increment(1);
            });
            await theirs.UntilAsync(() => theirs["list"].Count == 2);
            await hub.LeaveAsync(mine);
            mine["list"].AsArray().Push("never sent");
        }

        log.Sync(1000);
        await using (StoreHubClient reader = Connect(hub.Url, StoreRole.Reader))
        {
            HubStore same = theirs;
            if (followed) same = await reader.OpenAsync("s");
            await hub.ForgetAsync();
            // beyond the record that forgot the source: it must not take the place of what the source saw itself
            await same.WhenSettledAsync((await theirs.GetHubStatusAsync()).Revision).WaitAsync(Clients.Patience);
        }

        await ComeBackAsync(hub, pending: 2, ["first", "sent", "never sent"], _ => Assert.Equal(1, theirs["n"].Get<int>()));
        LossEventArgs loss = Assert.Single(_losses);
        Assert.Equal((StoreErrorCode.Indeterminate, 0, 2), (loss.Code, loss.FirstSeq, loss.Count));
    }

    private async Task ComeBackAsync(ForgetfulHub hub, int pending, string[] expected, Action<HubStore> check)
    {
        // what became of it is told once, and is not asked again by the life after
        for (int life = 0; life < 2; life++)
        {
            hub.Proxy.Refusing = true;
            await using StoreHubClient client = Connect(hub.Proxy.Url);
            HubStore mine = await client.OpenAsync("s");
            mine.Lost += (_, loss) => _losses.Add(loss);
            Assert.Equal(life == 0 ? pending : 0, mine.PendingCount);
            hub.Proxy.Refusing = false;
            await mine.WhenAsync(ClientState.Live);
            await Clients.RequireConvergedAsync(mine, hub.Theirs);
            Assert.Equal(expected, hub.Theirs["list"].AsArray().Cast<string>());
            check(mine);
        }
    }

    private StoreHubClient Connect(Uri url, StoreRole role = StoreRole.Remote) => Clients.Connect(url, role: role, dataPath: _data.Path);
}
