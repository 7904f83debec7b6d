using StoreHub.Client.Tests.Testing;
using StoreHub.LoadTests.Connections;

namespace StoreHub.Client.Tests.Persistence;

/// <summary>What is sent before it is kept, and what is not.</summary>
public sealed class SendingTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Nothing_is_sent_before_it_is_on_disk()
    {
        await using TestHub hub = await TestHub.StartAsync();
        using var disk = new SlowDisk();
        await using StoreHubClient client = Clients.Connect(hub.Url, dataPath: _data.Path, disk: disk), others = Clients.Connect(hub.Url);
        HubStore mine = await client.OpenAsync("s"), theirs = await others.OpenAsync("s");
        mine["a"].Value = 1;
        await Clients.RequireConvergedAsync(mine, theirs);
        disk.Hold();
        mine["b"].Value = 2;
        Task persisted = mine.WhenPersistedAsync();
        await RequireNothingSentAsync(mine, theirs, "b");
        Assert.False(persisted.IsCompleted);
        disk.GoOn();
        await persisted.WaitAsync(Clients.Patience);
        await Clients.RequireConvergedAsync(mine, theirs);
        Assert.Equal(2, theirs["b"].Get<int>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_on_disk_as_never_sent_waits_for_a_disk_that_fails_or_the_next_life_would_send_it_again(bool ends)
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient others = Clients.Connect(hub.Url);
        HubStore theirs = await others.OpenAsync("s");
        await using (StoreHubClient client = Clients.Connect(hub.Url, dataPath: _data.Path))
        {
            HubStore mine = await client.OpenAsync("s");
            mine["n"].Value = 0;
            await Clients.RequireConvergedAsync(mine, theirs);
        }

        using var disk = new SlowDisk();
        await using (var proxy = new CuttableProxy(hub.Url) { Refusing = true })
        await using (StoreHubClient client = Clients.Connect(proxy.Url, dataPath: _data.Path, disk: disk))
        {
            HubStore mine = await client.OpenAsync("s");
            mine["n"].Increment(1);
            await mine.WhenPersistedAsync().WaitAsync(Clients.Patience);
            disk.Fails = true;
            mine["n"].Increment(10);
            var failing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            mine.PersistenceChanged += (_, _) => failing.TrySetResult();
            if (mine.PersistenceFailure is not null) failing.TrySetResult();
            await failing.Task.WaitAsync(Clients.Patience);
            proxy.Refusing = false;
            await mine.WhenLiveAsync().WaitAsync(Clients.Patience);
            await RequireNothingSentAsync(mine, theirs, "b");
            Assert.Equal(0, theirs["n"].Get<int>());
            disk.Fails = ends;
            if (ends) ((Store)mine).Dispose();
            else await Clients.RequireConvergedAsync(mine, theirs);
        }

        await using StoreHubClient last = Clients.Connect(hub.Url, dataPath: _data.Path);
        HubStore restored = await last.OpenAsync("s");
        await Clients.RequireConvergedAsync(restored, theirs);
        // what could not be kept is gone with its process, unless its frame was there after all; what was kept counts once
        Assert.Contains(theirs["n"].Get<int>(), ends ? [1, 11] : new[] { 11 });
    }

    /// <summary>Gives the store time to send, and requires that it did not.</summary>
    private static async Task RequireNothingSentAsync(HubStore mine, HubStore theirs, string key)
    {
        int pending = mine.PendingCount;
        for (int i = 0; i < 20; i++)
        {
            await mine.GetHubStatusAsync();
            theirs["i"].Value = i;
            await theirs.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
            await mine.UntilAsync(() => mine["i"].Get<int?>() == i);
        }

        Assert.Equal(pending, mine.PendingCount);
        Assert.False(theirs[key].Exists);
    }
}
