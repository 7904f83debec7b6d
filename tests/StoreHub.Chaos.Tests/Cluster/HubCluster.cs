namespace StoreHub.Chaos.Tests.Cluster;

/// <summary>Redis, hubs, and the load balancer in front of them.</summary>
internal sealed class HubCluster : IAsyncDisposable
{
    private HubCluster(RedisPair redis, IReadOnlyList<HubNode> hubs, Random random)
    {
        Redis = redis;
        Hubs = hubs;
        Balancer = new Balancer(hubs.Select(static hub => hub.Port), new Random(random.Next()));
    }

    public RedisPair Redis { get; }

    public IReadOnlyList<HubNode> Hubs { get; }

    public Balancer Balancer { get; }

    public static async Task<HubCluster> StartAsync(string appendFsync, bool hasReplica, Random random)
    {
        RedisPair redis = await RedisPair.StartAsync(appendFsync, hasReplica);
        int count = random.Next(2, 4);
        var cluster = new HubCluster(redis, [.. Enumerable.Range(0, count).Select(number => new HubNode(number, redis.Connection, random))], random);
        try
        {
            await Task.WhenAll(cluster.Hubs.Select(static hub => hub.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills all hubs at once.</summary>
    public Task KillHubsAsync() => Task.WhenAll(Hubs.Select(static hub => hub.KillAsync()));

    public Task StartHubsAsync() => Task.WhenAll(Hubs.Select(static hub => hub.StartAsync()));

    public async ValueTask DisposeAsync()
    {
        await Balancer.DisposeAsync();
        foreach (HubNode hub in Hubs) hub.Dispose();
        await Redis.DisposeAsync();
    }
}
