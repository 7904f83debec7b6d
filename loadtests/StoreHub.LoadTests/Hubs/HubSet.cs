using System.Net.Http.Json;
using System.Text.Json;

namespace StoreHub.LoadTests.Hubs;

/// <summary>The hubs of a run as processes of their own, and what keeps their state; all of it ends with this object.</summary>
internal sealed class HubSet : IAsyncDisposable
{
    private readonly HubSetup _setup;
    private readonly List<HubProcess> _hubs = [];
    private DataDirectory? _data;
    private RedisProcess? _redis;

    private HubSet(HubSetup setup) => _setup = setup;

    public IReadOnlyList<Uri> Urls => [.. _hubs.Select(static hub => hub.Url)];

    /// <summary>The figures of all of them together.</summary>
    public HubStats Stats { get; private set; } = null!;

    /// <summary>What is on the disk; null if nothing is, or elsewhere.</summary>
    public long? DiskBytes => _data?.Bytes;

    /// <param name="setup">What to start.</param>
    /// <param name="core">The only core that the hubs may use; null: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Replays.ReplayException">Something did not start.</exception>
    public static async Task<HubSet> StartAsync(HubSetup setup, int? core, CancellationToken cancellationToken)
    {
        var set = new HubSet(setup);
        try
        {
            if (setup.Durability is not null || setup.HasOwnRedis) set._data = new DataDirectory();
            if (setup.HasOwnRedis) set._redis = await RedisProcess.StartAsync(set._data!.Path, setup.AppendFsync, cancellationToken);
            HubStorage storage = setup.Redis is null
                ? set._data is null ? HubStorage.Memory : new HubStorage(setup.Durability, set._data.Path)
                : HubStorage.Memory with { Redis = set._redis?.Connection ?? setup.Redis };
            for (int i = 0; i < setup.Hubs; i++) set._hubs.Add(await HubProcess.StartAsync(setup.Kind, core, storage, cancellationToken));
            set.Stats = new HubStats([.. set._hubs.Select(static hub => hub.StatsUrl)], set._redis);
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Stats?.Dispose();
        if (_hubs.Count > 0 && _setup.Redis is not null && !_setup.HasOwnRedis) await ClearAsync(_hubs[0].Url);
        foreach (HubProcess hub in _hubs) await hub.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        _data?.Dispose();
    }

    /// <summary>Removes the stores of the run from a Redis that stays.</summary>
    private static async Task ClearAsync(Uri hub)
    {
        using var http = new HttpClient();
        var stores = new Uri(hub, "/admin/stores");
        try
        {
            while (true)
            {
                JsonElement page = await http.GetFromJsonAsync<JsonElement>(stores);
                string[] names = [.. page.GetProperty("stores").EnumerateArray().Select(static store => store.GetProperty("name").GetString()!)];
                if (names.Length == 0) return;
                foreach (string name in names)
                {
                    using HttpResponseMessage answer = await http.DeleteAsync(new Uri($"{stores}/{name}"));
                    answer.EnsureSuccessStatusCode();
                }
            }
        }
        catch (HttpRequestException failed)
        {
            await Console.Error.WriteLineAsync($"The stores of the run are still in Redis, below {RedisPrefix.Text}: {failed.Message}");
        }
    }
}
