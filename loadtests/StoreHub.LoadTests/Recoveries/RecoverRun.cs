using System.Diagnostics;
using System.Text.Json;
using StoreHub.Client;
using StoreHub.LoadTests.Hubs;
using StoreHub.LoadTests.Joins;
using StoreHub.LoadTests.Load;
using StoreHub.LoadTests.Results;
using StoreHub.LoadTests.Targets;

namespace StoreHub.LoadTests.Recoveries;

/// <summary>Writes a long history to a hub on a disk, kills it, and measures what it costs to start on what is there.</summary>
internal sealed class RecoverRun(RecoverOptions options, int? hubCore, IProgress<long> progress)
{
    private const string Name = "recover";

    private static readonly TimeSpan UnloadAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly LatencyHistogram _listening = new();
    private readonly LatencyHistogram _live = new();

    /// <exception cref="LoadException">It cannot go on.</exception>
    public async Task<RecoverResult> RunAsync(CancellationToken cancellationToken)
    {
        using var data = new DataDirectory();
        var storage = new HubStorage(options.Durability, data.Path, UnloadAfter);
        (int operations, double seconds, string hash) = await WriteAsync(storage, cancellationToken);
        long bytes = data.Bytes;
        long snapshot = new DirectoryInfo(data.Path).EnumerateFiles("snapshot.bin", SearchOption.AllDirectories).Sum(static file => file.Length);
        bool converged = true;
        for (int i = 1; i < options.Starts; i++)
        {
            (HubProcess hub, StoreHubClient client, string found) = await StartAsync(storage, null, cancellationToken);
            await client.DisposeAsync();
            await hub.DisposeAsync();
            converged &= found == hash;
        }

        (long empty, long loaded, long unloaded, string last) = await WeighAsync(storage, cancellationToken);
        return new RecoverResult
        {
            Arguments = options.Arguments,
            Durability = storage.Name,
            Keys = options.Keys,
            Operations = operations,
            WrittenPerSecond = Math.Round(operations / seconds),
            DiskBytes = bytes,
            SnapshotBytes = snapshot,
            StartToLiveMs = _live.Summarize(),
            StartToListeningMs = _listening.Summarize(),
            EmptyHeapBytes = empty,
            LoadedHeapBytes = loaded,
            UnloadedHeapBytes = unloaded,
            Converged = converged && last == hash,
            StateHash = hash,
        };
    }

    private async Task<(int Operations, double Seconds, string Hash)> WriteAsync(HubStorage storage, CancellationToken cancellationToken)
    {
        await using HubProcess hub = await HubProcess.StartAsync(TargetKind.StoreHub, hubCore, storage, cancellationToken);
        await using StoreHubClient writer = new(new StoreHubClientOptions { Url = hub.Url });
        HubStore store = await OpenAsync(writer, cancellationToken);
        long began = Stopwatch.GetTimestamp();
        int operations = await new HistoryWriter(options.Keys, options.Operations, options.Seed, progress).WriteAsync(store, cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return (operations, seconds, store.GetSettledHash().Hash.ToString());
    }

    private async Task<(HubProcess Hub, StoreHubClient Client, string Hash)> StartAsync(HubStorage storage, Func<HubProcess, Task>? before, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        HubProcess hub = await HubProcess.StartAsync(TargetKind.StoreHub, hubCore, storage, cancellationToken);
        if (before is null) _listening.Record((long)Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        else await before(hub);
        StoreHubClient client = new(new StoreHubClientOptions { Url = hub.Url });
        HubStore store = await OpenAsync(client, cancellationToken);
        if (before is null) _live.Record((long)Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        return (hub, client, store.GetSettledHash().Hash.ToString());
    }

    private async Task<(long Empty, long Loaded, long Unloaded, string Hash)> WeighAsync(HubStorage storage, CancellationToken cancellationToken)
    {
        long empty = 0;
        (HubProcess hub, StoreHubClient client, string hash) = await StartAsync(storage, async started => empty = await HeapOfAsync(started, cancellationToken), cancellationToken);
        await using HubProcess running = hub;
        long loaded = await HeapOfAsync(hub, cancellationToken);
        await client.DisposeAsync();
        using var http = new HttpClient();
        // the hub says when it has let the store go
        while (await IsLoadedAsync(http, hub, cancellationToken)) await Task.Delay(LookEvery, cancellationToken);
        return (empty, loaded, await HeapOfAsync(hub, cancellationToken), hash);
    }

    private static async Task<bool> IsLoadedAsync(HttpClient http, HubProcess hub, CancellationToken cancellationToken)
    {
        using JsonDocument page = JsonDocument.Parse(await http.GetStringAsync(new Uri(hub.Url, "/admin/stores"), cancellationToken));
        return page.RootElement.GetProperty("stores").EnumerateArray().Any(static store => store.GetProperty("isLoaded").GetBoolean());
    }

    private static async Task<long> HeapOfAsync(HubProcess hub, CancellationToken cancellationToken)
    {
        using var stats = new HubStats([hub.StatsUrl]);
        return (await stats.ReadAsync(collect: true, cancellationToken)).HeapBytes;
    }

    private static async Task<HubStore> OpenAsync(StoreHubClient client, CancellationToken cancellationToken)
    {
        HubStore store = await client.OpenAsync(Name, cancellationToken);
        return store.Status.State == ClientState.Live ? store : throw new LoadException($"{Name} cannot be opened: {store.Status.Message}");
    }
}
