using System.Net;
using StoreHub.Client;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Files;

/// <summary>The program on a disk that gets full: writers wait, nobody else notices, and nothing that was acknowledged is lost.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new();
    private readonly List<ClientStatus> _statuses = [];

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("Sync")]
    [InlineData("Interval")]
    [InlineData("None")]
    public async Task A_full_disk_stops_writers_only_and_room_lets_them_go_on(string durability)
    {
        using SmallDisk disk = SmallDisk.Mount(1500);
        string ballast = Path.Combine(disk.Path, "ballast"), data = Path.Combine(disk.Path, "data");
        await File.WriteAllBytesAsync(ballast, new byte[1000 << 10]);
        string[] arguments = ["--data", data, "--set", $"StoreHub:Durability={durability}", "--set", "StoreHub:MaxTailOperations=100000", "--set", "StoreHub:SyncInterval=00:00:00.05"];
        ServerProcess server = ServerProcess.Start(["--urls", "http://127.0.0.1:0", .. arguments]);
        try
        {
            string url = await server.ListeningAsync();
            await using StoreHubClient writers = Connect(url), readers = Connect(url);
            HubStore store = await writers.OpenAsync("s"), reader = await readers.OpenAsync("s");
            var hindered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            store.StatusChanged += (_, status) =>
            {
                lock (_statuses) _statuses.Add(status);
                if (status.Reason == StoreErrorCode.StorageUnavailable) hindered.TrySetResult();
            };

            // until acknowledgements stop
            Task full = ReadyAsync(url, HttpStatusCode.ServiceUnavailable);
            int written = 0, acknowledged = 0;
            while (!full.IsCompleted)
            {
                store[$"k{written++}"].Value = new string('x', 4000);
                if (await Task.WhenAny(store.WhenAcknowledgedAsync(), full).WaitAsync(Patience) != full) acknowledged = written;
                Assert.True(written < 1000, "The disk does not get full.");
            }

            store["more"].Value = written;
            await hindered.Task.WaitAsync(Patience);
            Assert.Equal((ClientState.Live, StoreErrorCode.StorageUnavailable), (store.Status.State, store.Status.Reason));
            Assert.Contains("No space left on device", store.Status.Message, StringComparison.Ordinal);
            Assert.True(store.PendingCount > 0);
            await using (RawClient raw = await RawClient.ConnectAsync(new Uri(url.Replace("http:", "ws:", StringComparison.Ordinal) + "/hub"), json: true))
            {
                Assert.Null((await raw.OpenAsync("s", "raw")).Error);
                ErrorInfo? refusal = (await raw.SubmitAsync("s", Make.Set("raw", 0, "k", 1))).Error;
                Assert.Equal(StoreErrorCode.StorageUnavailable, refusal?.Code);
                Assert.Contains("No space left on device", refusal!.Message, StringComparison.Ordinal);
            }

            await RequireServedAsync(url, acknowledged);
            await reader.WhenSettledAsync(store.AcknowledgedRevision).WaitAsync(Patience);
            Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(new Uri(url + "/health/live"))).StatusCode);

            await server.DisposeAsync();
            server = ServerProcess.Start(["--urls", url, .. arguments]);
            Assert.Equal(url, await server.ListeningAsync());
            await RequireServedAsync(url, acknowledged);
            await store.WhenLiveAsync().WaitAsync(Patience);
            Assert.True(store.PendingCount > 0);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _http.GetAsync(new Uri(url + "/health/ready"))).StatusCode);

            File.Delete(ballast);
            await store.WhenAcknowledgedAsync().WaitAsync(Patience);
            await ReadyAsync(url, HttpStatusCode.OK).WaitAsync(Patience);
            Assert.Equal(new ClientStatus(ClientState.Live), store.Status);
            store["after"].Value = 1;
            await store.WhenAcknowledgedAsync().WaitAsync(Patience);
            await RequireServedAsync(url, written);
            HubStoreStatus status = await store.GetHubStatusAsync(hash: true);
            await reader.WhenSettledAsync(status.Revision).WaitAsync(Patience);
            Assert.Equal(status.StateHash, reader.GetSettledHash().Hash);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    // where snapshots are saved and history is trimmed, there may be room again without anybody's help
    [Theory]
    [InlineData(40)]
    [InlineData(100_000)]
    public async Task Room_on_a_full_disk_lets_a_hub_go_on_without_a_restart(int tailOperations)
    {
        using SmallDisk disk = SmallDisk.Mount(1500);
        string ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[1 << 20]);
        await using ServerProcess server = ServerProcess.Start("--urls", "http://127.0.0.1:0", "--data", Path.Combine(disk.Path, "data"), "--set", $"StoreHub:MaxTailOperations={tailOperations}");
        string url = await server.ListeningAsync();
        await using StoreHubClient client = Connect(url);
        HubStore store = await client.OpenAsync("s");
        store.StatusChanged += (_, status) =>
        {
            lock (_statuses) _statuses.Add(status);
        };
        Task full = ReadyAsync(url, HttpStatusCode.ServiceUnavailable);
        for (int i = 0; !full.IsCompleted; i++)
        {
            store[$"k{i}"].Value = new string('x', 4000);
            await Task.WhenAny(store.WhenAcknowledgedAsync(), full).WaitAsync(Patience);
        }

        for (int i = 0; i < 10; i++) store[$"more{i}"].Value = i;
        File.Delete(ballast);
        await store.WhenAcknowledgedAsync().WaitAsync(Patience);
        await ReadyAsync(url, HttpStatusCode.OK).WaitAsync(Patience);
        Assert.Equal(new ClientStatus(ClientState.Live), store.Status);
        lock (_statuses) Assert.DoesNotContain(_statuses, static status => status.State != ClientState.Live);
    }

    private static StoreHubClient Connect(string url) =>
        new(new StoreHubClientOptions { Url = new Uri(url + "/hub"), ReconnectDelay = TimeSpan.FromMilliseconds(20), MaxReconnectDelay = TimeSpan.FromMilliseconds(200) });

    /// <summary>Who joins gets all that was acknowledged.</summary>
    private static async Task RequireServedAsync(string url, int acknowledged)
    {
        await using StoreHubClient client = Connect(url);
        HubStore store = await client.OpenAsync("s").WaitAsync(Patience);
        await store.WhenLiveAsync().WaitAsync(Patience);
        for (int i = 0; i < acknowledged; i++) Assert.True(store[$"k{i}"].Exists, $"k{i} of {acknowledged} was acknowledged and is lost.");
    }

    /// <summary>Completes when the hub's readiness is so.</summary>
    private async Task ReadyAsync(string url, HttpStatusCode wanted)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await _http.GetAsync(new Uri(url + "/health/ready"))).StatusCode != wanted) await timer.WaitForNextTickAsync();
    }
}
