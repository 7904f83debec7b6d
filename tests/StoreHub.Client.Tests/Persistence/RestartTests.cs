using StoreHub.Client.Tests.Testing;

namespace StoreHub.Client.Tests.Persistence;

public sealed class RestartTests : IDisposable
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1/hub");

    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Without_a_hub_state_and_pending_writes_are_there_at_once()
    {
        string source;
        await using (TestHub hub = await TestHub.StartAsync())
        {
            await using StoreHubClient client = Connect(hub.Url);
            HubStore store = await client.OpenAsync("s");
            source = store.Source;
            store["list"].Value = ArrayValue.Create([1, 2]);
            await store.WhenAcknowledgedAsync();
            await store.WhenSettledAsync(1);
        }

        await using (StoreHubClient client = Connect(Nowhere))
        {
            HubStore store = await client.OpenAsync("s");
            Assert.Equal(1, store.Revision);
            Assert.Equal(0, store.PendingCount);
            store["list"].AsArray().Push(3);
            store["offline"].Value = true;
            await store.WhenPersistedAsync().WaitAsync(Clients.Patience);
        }

        await using StoreHubClient again = Connect(Nowhere);
        HubStore restored = await again.OpenAsync("s");
        Assert.Equal([1, 2, 3], restored["list"].AsArray().Cast<int>());
        Assert.True(restored["offline"].Value.AsBoolean());
        Assert.Equal(2, restored.PendingCount);
        Assert.Equal(source, restored.Source);
        Assert.Equal([1, 2], restored.Log.Select(static operation => (int)operation.Seq));
        restored["more"].Value = 1;
        Assert.Equal(3, restored.Log[^1].Seq);
        Assert.True(restored.Log[^1].Ts > restored.Log[0].Ts);
    }

    [Theory]
    [InlineData(WireProtocol.MessagePack)]
    [InlineData(WireProtocol.Json)]
    public async Task With_the_hub_what_was_pending_is_sent_once_and_history_goes_on_from_the_cursor(WireProtocol protocol)
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient others = Clients.Connect(hub.Url);
        HubStore theirs = await others.OpenAsync("s");
        theirs["n"].Value = 0;
        await theirs.WhenAcknowledgedAsync();
        await using (StoreHubClient client = Connect(hub.Url, protocol))
        {
            HubStore store = await client.OpenAsync("s");
            store["n"].Increment(1);
            await Clients.RequireConvergedAsync(store, theirs);
        }

        await using (StoreHubClient client = Connect(Nowhere, protocol))
        {
            HubStore store = await client.OpenAsync("s");
            for (int i = 0; i < 5; i++) store["n"].Increment(10);
        }

        theirs["n"].Increment(100);
        await theirs.WhenAcknowledgedAsync();
        await using (StoreHubClient client = Connect(hub.Url, protocol))
        {
            HubStore store = await client.OpenAsync("s");
            Assert.Equal(5, store.PendingCount);
            await Clients.RequireConvergedAsync(store, theirs);
            Assert.Equal(151, theirs["n"].Get<int>());
            Assert.Equal(8, store.Revision);
        }

        await using StoreHubClient last = Connect(hub.Url, protocol);
        HubStore restored = await last.OpenAsync("s");
        Assert.Equal(151, restored["n"].Get<int>());
        Assert.Equal(0, restored.PendingCount);
        await Clients.RequireConvergedAsync(restored, theirs);
        Assert.Equal(8, restored.Revision);
    }

    [Fact]
    public async Task A_life_that_sent_more_than_it_kept_is_told_from_the_next()
    {
        await using TestHub hub = await TestHub.StartAsync();
        using TemporaryFolder earlier = new();
        await using (StoreHubClient client = Connect(hub.Url))
        {
            HubStore store = await client.OpenAsync("s");
            store["a"].Value = 1;
            await store.WhenAcknowledgedAsync();
            await store.WhenPersistedAsync();
            await store.WhenSettledAsync(1);
        }

        Copy(_data.Path, earlier.Path);
        await using (StoreHubClient client = Connect(hub.Url))
        {
            HubStore store = await client.OpenAsync("s");
            store["b"].Value = 2;
            store["c"].Value = 3;
            await store.WhenAcknowledgedAsync();
        }

        // as if the disk had taken nothing of that
        Directory.Delete(_data.Path, recursive: true);
        Copy(earlier.Path, _data.Path);
        for (int life = 0; life < 3; life++)
        {
            await using StoreHubClient client = Connect(Nowhere);
            HubStore store = await client.OpenAsync("s");
            store["list"].Value = ArrayValue.Create([life]);
            store["list"].AsArray().Push("more");
        }

        await using StoreHubClient last = Connect(hub.Url), others = Clients.Connect(hub.Url);
        HubStore restored = await last.OpenAsync("s"), theirs = await others.OpenAsync("s");
        await Clients.RequireConvergedAsync(restored, theirs);
        Assert.Equal((1, 2, 3), (theirs["a"].Get<int>(), theirs["b"].Get<int>(), theirs["c"].Get<int>()));
        Assert.Equal(2, theirs["list"].Count);
        Assert.Equal(2, theirs["list"][0].Get<int>());
        Assert.Equal("more", theirs["list"][1].Get<string>());
        Assert.Equal(9, restored.Revision);
    }

    [Fact]
    public async Task A_source_that_had_to_be_changed_is_kept_with_all_that_is_pending()
    {
        TestHub hub = await TestHub.StartAsync();
        Uri url = hub.Url;
        await using (StoreHubClient client = Connect(url))
        {
            HubStore store = await client.OpenAsync("s");
            store["lost"].Value = 1;
            await store.WhenAcknowledgedAsync();
        }

        await hub.DisposeAsync();
        await using TestHub empty = await TestHub.StartAsync(port: url.Port);
        string source;
        await using (StoreHubClient client = Connect(url))
        {
            HubStore store = await client.OpenAsync("s");
            store["list"].Value = ArrayValue.Create([1]);
            store["list"].AsArray().Push(2);
            await store.WhenLiveAsync().WaitAsync(Clients.Patience);
            await store.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
            source = store.Source;
        }

        await using StoreHubClient again = Connect(Nowhere);
        HubStore restored = await again.OpenAsync("s");
        Assert.Equal(source, restored.Source);
        Assert.Equal([1, 2], restored["list"].AsArray().Cast<int>());
        Assert.False(restored["lost"].Exists);
        Assert.Equal(0, restored.PendingCount);
        restored["x"].Value = 1;
        Assert.Equal(2, restored.Log[0].Seq);
    }

    [Fact]
    public async Task A_refusal_that_was_not_told_yet_is_told_by_the_next_life()
    {
        await using TestHub hub = await TestHub.StartAsync(options => options.Limits = StoreLimits.Default with { MaxKeyBytes = 10 });
        await using (StoreHubClient client = Connect(Nowhere))
        {
            HubStore store = await client.OpenAsync("s");
            store["far longer than ten bytes"].Value = 1;
            store["short"].Value = 2;
        }

        await using StoreHubClient again = Connect(hub.Url);
        HubStore restored = await again.OpenAsync("s");
        var refused = new TaskCompletionSource<RefusedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        restored.Refused += (_, refusal) => refused.TrySetResult(refusal);
        Assert.Equal("far longer than ten bytes", (await refused.Task.WaitAsync(Clients.Patience)).Operations[0].Path[0].ToString());
        await Clients.RequireConvergedAsync(restored);
        Assert.Equal(1, restored.RootNode.Count);
    }

    [Fact]
    public async Task A_reader_keeps_the_state_and_sends_nothing_that_a_writer_left()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient others = Clients.Connect(hub.Url);
        HubStore theirs = await others.OpenAsync("s");
        theirs["a"].Value = 1;
        await theirs.WhenAcknowledgedAsync();
        await using (StoreHubClient writer = Connect(Nowhere))
        {
            HubStore store = await writer.OpenAsync("s");
            store["mine"].Value = 2;
        }

        await using (StoreHubClient reader = Connect(hub.Url, role: StoreRole.Reader))
        {
            HubStore store = await reader.OpenAsync("s");
            await store.WhenLiveAsync();
            await store.WhenSettledAsync(1);
            Assert.Equal(1, store.PendingCount);
        }

        await using (StoreHubClient reader = Connect(Nowhere, role: StoreRole.Reader))
        {
            HubStore store = await reader.OpenAsync("s");
            Assert.Equal((1, 2), (store["a"].Get<int>(), store["mine"].Get<int>()));
        }

        await using StoreHubClient again = Connect(hub.Url);
        await Clients.RequireConvergedAsync(await again.OpenAsync("s"), theirs);
        Assert.Equal(2, theirs["mine"].Get<int>());
    }

    [Fact]
    public async Task What_is_far_from_small_is_compacted_and_read_again()
    {
        await using TestHub hub = await TestHub.StartAsync();
        string text = new('x', 10_000);
        await using (StoreHubClient client = Connect(hub.Url))
        {
            HubStore store = await client.OpenAsync("s");
            for (int i = 0; i < 300; i++)
            {
                store["k"].Value = text + i;
                if (i % 20 == 0) await store.WhenAcknowledgedAsync();
            }

            await Clients.RequireConvergedAsync(store);
        }

        await using StoreHubClient again = Connect(Nowhere);
        HubStore restored = await again.OpenAsync("s");
        Assert.Equal(text + 299, restored["k"].Value.AsString());
        Assert.Equal(300, restored.Revision);
        Assert.InRange(new FileInfo(Directory.GetFiles(_data.Path, "journal", SearchOption.AllDirectories).Single()).Length, 1, 2_000_000);
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private StoreHubClient Connect(Uri url, WireProtocol protocol = WireProtocol.MessagePack, StoreRole role = StoreRole.Remote) => Clients.Connect(url, protocol, role, _data.Path);
}
