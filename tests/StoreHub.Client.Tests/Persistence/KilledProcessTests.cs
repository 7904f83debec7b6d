using System.Globalization;
using StoreHub.Client.Tests.Testing;

namespace StoreHub.Client.Tests.Persistence;

public sealed class KilledProcessTests : IDisposable
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1/hub");

    private readonly TemporaryFolder _data = new();
    private string? _source;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Killed_offline_again_and_again_nothing_that_was_kept_is_missing_and_all_is_acknowledged_once()
    {
        int kept = await LiveAndDieAsync(Nowhere, lives: 4);
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient client = Clients.Connect(hub.Url, dataPath: _data.Path);
        HubStore store = await client.OpenAsync("s");
        Assert.True(store.PendingCount >= kept);
        await RequireNumbersAsync(hub, store, kept);
    }

    [Fact]
    public async Task Killed_while_its_writes_go_to_the_hub_none_is_missing_there_and_none_stands_twice()
    {
        await using TestHub hub = await TestHub.StartAsync();
        int kept = await LiveAndDieAsync(hub.Url, lives: 5);
        await using StoreHubClient client = Clients.Connect(hub.Url, dataPath: _data.Path);
        HubStore store = await client.OpenAsync("s");
        await RequireNumbersAsync(hub, store, kept);
        // no life had sent what it had not kept
        Assert.Equal(_source, store.Source);
    }

    [Fact]
    public async Task A_disk_that_takes_no_more_stops_nothing_and_is_caught_up_with_once_it_does()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit of a file's size is set by Linux's own call");
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient others = Clients.Connect(hub.Url);
        HubStore theirs = await others.OpenAsync("s");
        using var writer = KeptWriterProcess.Start(hub.Url, _data.Path, fileLimit: 60_000);
        await writer.UntilAsync("failing");
        int before = theirs["list"].Count;
        await theirs.UntilAsync(() => theirs["list"].Count >= before + 300);
        writer.FreeFiles();
        await writer.UntilAsync("again");
        int kept = writer.Kept;
        while (writer.Kept <= kept) await writer.UntilAsync("kept");
        await writer.KillAsync();
        await using StoreHubClient client = Clients.Connect(hub.Url, dataPath: _data.Path);
        HubStore store = await client.OpenAsync("s");
        Assert.InRange(store["list"].Count, writer.Kept, int.MaxValue);
        await RequireNumbersAsync(hub, store, writer.Kept);
    }

    [Fact]
    public async Task Killed_while_the_disk_takes_no_more_what_was_sent_stands_once_and_the_next_life_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit of a file's size is set by Linux's own call");
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient others = Clients.Connect(hub.Url);
        HubStore theirs = await others.OpenAsync("s");
        using (var writer = KeptWriterProcess.Start(hub.Url, _data.Path, fileLimit: 60_000))
        {
            await writer.UntilAsync("failing");
            int before = theirs["list"].Count;
            await theirs.UntilAsync(() => theirs["list"].Count >= before + 300);
            await writer.KillAsync();
        }

        string source;
        await using (StoreHubClient offline = Clients.Connect(Nowhere, dataPath: _data.Path))
        {
            HubStore store = await offline.OpenAsync("s");
            source = store.Source;
            store["after"].Value = true;
        }

        await using StoreHubClient client = Clients.Connect(hub.Url, dataPath: _data.Path);
        HubStore restored = await client.OpenAsync("s");
        await RequireNumbersAsync(hub, restored, 300);
        Assert.NotEqual(source, restored.Source);
        Assert.True(theirs["after"].Get<bool>());
    }

    private async Task<int> LiveAndDieAsync(Uri url, int lives)
    {
        int kept = 0;
        for (int life = 0; life < lives; life++)
        {
            using var writer = KeptWriterProcess.Start(url, _data.Path);
            string found = await writer.UntilAsync("found");
            _source ??= writer.Source;
            Assert.True(int.Parse(found.AsSpan(6), CultureInfo.InvariantCulture) >= kept, $"{found}, and {kept} were kept");
            int more = kept + 40 + (life * 13);
            while (writer.Kept < more) await writer.UntilAsync("kept");
            await writer.KillAsync();
            kept = writer.Kept;
        }

        return kept;
    }

    /// <summary>Everybody has the numbers from 0 on without a gap, as far as was kept at least, each once.</summary>
    private static async Task RequireNumbersAsync(TestHub hub, HubStore store, int kept)
    {
        await using StoreHubClient others = Clients.Connect(hub.Url);
        HubStore theirs = await others.OpenAsync("s");
        await store.WhenLiveAsync().WaitAsync(Clients.Patience);
        await Clients.RequireConvergedAsync(store, theirs);
        int[] numbers = [.. theirs["list"].AsArray().Cast<string>().Select(static text => int.Parse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture))];
        Assert.Equal(Enumerable.Range(0, numbers.Length), numbers);
        Assert.InRange(numbers.Length, kept, int.MaxValue);
    }
}
