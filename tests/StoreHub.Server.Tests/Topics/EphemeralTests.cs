using Microsoft.Extensions.DependencyInjection;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Topics;

/// <summary>Topics leave nothing behind: not in history, not on the disk, and in memory no more than what is retained, as long as the store is.</summary>
[Collection(nameof(Alone))]
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
        await ComeAndGoAsync(100);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await ComeAndGoAsync(2000);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        // the names alone of what was left would take 3 MB
        Assert.True(grown < 1_000_000, $"The hub holds {grown:N0} bytes more.");
        Assert.False(Loaded(hub).Topics.HasRetained);

        async Task ComeAndGoAsync(int topics)
        {
            for (int i = 0; i < topics; i++)
            {
                string name = $"{topics}/{i}/".PadRight(250, 'x');
                await bob.SubscribeAsync("s", name + "left");
                await bob.UnsubscribeAsync("s", name + "left");
                await alice.PublishAsync("s", name + "kept", i, retain: true);
                await alice.PublishAsync("s", name + "kept", StoreValue.Undefined, retain: true);
                await alice.PublishAsync("s", name + "none", i);
                if (i % 100 != 99) continue;
                await bob.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" });
                await bob.OpenReaderAsync("s");
                await bob.SubscribeAsync("s", name + "closed");
            }
        }
    }

    [Fact]
    public async Task While_a_store_is_being_deleted_nobody_is_told_to_open_it_again()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient alice = await hub.ConnectAsync();
        await alice.OpenAsync("s", "alice");
        HubStore store = Loaded(hub);
        await store.BeginDeletionAsync();
        Assert.Equal(StoreErrorCode.StoreFailed, (await alice.PublishAsync("s", "t", 1)).Error?.Code);
        Assert.Equal(StoreErrorCode.StoreFailed, (await alice.SubscribeAsync("s", "t")).Error?.Code);
        store.EndDeletion(isDeleted: true);
        Assert.Equal(StoreErrorCode.StoreDeleted, (await alice.NextAsync<ClosedMessage>()).Code);
    }

    private static HubStore Loaded(RunningHub hub) => hub.Services.GetRequiredService<StoreRegistry>().FindLoaded(StoreName.Parse("s"))!;
}
