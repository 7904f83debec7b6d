using Microsoft.Extensions.DependencyInjection;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Topics;

/// <summary>Topics leave nothing behind: not in history, not on the disk, and in memory no more than what is retained, as long as the store is.</summary>
public sealed class EphemeralTests
{
    [Fact]
    public async Task Nothing_of_topics_is_in_history_or_on_the_disk()
    {
        using var folder = new TempFolder();
        await using RunningHub hub = await RunningHub.StartAsync(options => options.DataPath = folder.Path);
        await using RawClient alice = await hub.ConnectAsync();
        await using RawClient bob = await hub.ConnectAsync(json: true);
        await alice.OpenAsync("s", "alice");
        await alice.OpenAsync("topics-only", "alice");
        await bob.OpenReaderAsync("s");
        await bob.OpenReaderAsync("topics-only");
        await alice.SubmitAsync("s", Make.Set("alice", 0, "k", 1));
        await alice.NextAsync<AckMessage>();
        StatusResult before = await alice.StatusAsync("s");
        string[] files = Contents();

        foreach (string store in new[] { "s", "topics-only" })
        {
            await bob.SubscribeAsync(store, "t");
            for (int i = 0; i < 50; i++)
            {
                await alice.PublishAsync(store, "t", "told to nobody's disk", retain: i % 2 == 0);
                await bob.NextAsync<EventMessage>();
            }
        }

        Assert.Equal(before, await alice.StatusAsync("s"));
        Assert.Equal(0, (await alice.StatusAsync("topics-only")).Revision);
        await hub.StopAsync();
        Assert.Equal(files, Contents());

        string[] Contents() =>
        [
            .. Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(static path => Path.GetExtension(path) != ".lock").Order(StringComparer.Ordinal)
                .Select(static path =>
                {
                    using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    using var copy = new MemoryStream();
                    file.CopyTo(copy);
                    return $"{path} {Convert.ToHexString(copy.ToArray())}";
                }),
        ];
    }

    [Fact]
    public async Task A_hub_that_is_started_anew_retains_nothing()
    {
        using var folder = new TempFolder();
        for (int life = 0; life < 2; life++)
        {
            await using RunningHub hub = await RunningHub.StartAsync(options => options.DataPath = folder.Path);
            await using RawClient alice = await hub.ConnectAsync();
            await alice.OpenAsync("s", "alice");
            Assert.False((await alice.SubscribeAsync("s", "t")).Retained);
            await alice.PublishAsync("s", "t", life, retain: true);
        }
    }

    [Fact]
    public async Task What_is_retained_keeps_a_store_without_history_as_long_as_one_with()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.UnloadAfter = TimeSpan.Zero);
        await using RawClient alice = await hub.ConnectAsync();
        await alice.OpenAsync("s", "alice");
        HubStore store = Loaded(hub);
        await alice.PublishAsync("s", "t", "kept", retain: true);
        await alice.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" });
        // its loop has looked whether anybody needs it by then
        for (int i = 0; i < 3; i++) await store.StatusAsync(hash: false);
        await alice.OpenAsync("s", "alice");
        Assert.True((await alice.SubscribeAsync("s", "t")).Retained);

        await alice.PublishAsync("s", "t", StoreValue.Undefined, retain: true);
        await alice.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" });
        await store.Completion.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task What_is_retained_goes_with_a_store_that_nobody_has_open()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.UnloadAfter = TimeSpan.FromMilliseconds(50));
        await using RawClient alice = await hub.ConnectAsync();
        await alice.OpenAsync("s", "alice");
        HubStore store = Loaded(hub);
        await alice.PublishAsync("s", "t", "kept", retain: true);
        await alice.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" });
        await store.Completion.WaitAsync(TimeSpan.FromSeconds(20));
        await alice.OpenAsync("s", "alice");
        Assert.False((await alice.SubscribeAsync("s", "t")).Retained);
    }

    [Fact]
    public async Task Topics_that_nobody_has_subscribed_and_that_retain_nothing_are_forgotten()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient alice = await hub.ConnectAsync();
        await using RawClient bob = await hub.ConnectAsync();
        await alice.OpenAsync("s", "alice");
        await bob.OpenReaderAsync("s");
        HubStore store = Loaded(hub);
        for (int i = 0; i < 10; i++)
        {
            await bob.SubscribeAsync("s", $"subscribed/{i}");
            await alice.PublishAsync("s", $"subscribed/{i}", i);
            await alice.PublishAsync("s", $"retained/{i}", i, retain: true);
            await alice.PublishAsync("s", $"neither/{i}", i);
        }

        Assert.Equal(20, store.Topics.Count);
        for (int i = 0; i < 10; i++) await alice.PublishAsync("s", $"retained/{i}", StoreValue.Undefined, retain: true);
        Assert.Equal(10, store.Topics.Count);
        await bob.UnsubscribeAsync("s", "subscribed/0");
        Assert.Equal(9, store.Topics.Count);
        await bob.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" });
        Assert.Equal(0, store.Topics.Count);
        Assert.False(store.Topics.HasRetained);
    }

    private static HubStore Loaded(RunningHub hub) => hub.Services.GetRequiredService<StoreRegistry>().FindLoaded(StoreName.Parse("s"))!;
}
