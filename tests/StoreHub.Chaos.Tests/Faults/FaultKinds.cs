using StoreHub.Chaos.Tests.Cluster;
using StoreHub.Server.Tests.Redis;

namespace StoreHub.Chaos.Tests.Faults;

/// <summary>All kinds of faults.</summary>
internal static class FaultKinds
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(12);

    /// <summary>Those that a Redis that syncs before it answers must survive without any loss.</summary>
    public static IReadOnlyList<Fault> Always { get; } =
    [
        new("kill -9 of a hub", Promise.NothingLost, KillHubAsync),
        new("SIGSTOP of a hub, 3 s", Promise.NothingLost, (cluster, random) => StopHubAsync(cluster, random, s_short)),
        new("SIGSTOP of a hub, 12 s", Promise.NothingLost, (cluster, random) => StopHubAsync(cluster, random, s_long)),
        new("kill -9 of Redis, always", Promise.NothingLost, static (cluster, _) => cluster.Redis.RestartAsync()),
        new("kill -9 of Redis and all hubs, always", Promise.NothingLost, static async (cluster, _) =>
        {
            await Task.WhenAll(cluster.KillHubsAsync(), cluster.Redis.RestartAsync());
            await cluster.StartHubsAsync();
        }),
        new("SIGSTOP of Redis, 3 s", Promise.NothingLost, static (cluster, _) => StopRedisAsync(cluster, s_short)),
        new("SIGSTOP of Redis, 12 s", Promise.NothingLost, static (cluster, _) => StopRedisAsync(cluster, s_long)),
        new("CLIENT KILL TYPE normal", Promise.NothingLost, static (cluster, random) => AskAsync(cluster, random, "CLIENT", "KILL", "TYPE", "normal")),
        new("CLIENT KILL TYPE pubsub", Promise.NothingLost, static (cluster, random) => AskAsync(cluster, random, "CLIENT", "KILL", "TYPE", "pubsub")),
        new("SCRIPT FLUSH", Promise.NothingLost, static (cluster, random) => AskAsync(cluster, random, "SCRIPT", "FLUSH")),
        new("out of memory, 3 s", Promise.NothingLost, static (cluster, _) => FillMemoryAsync(cluster)),
    ];

    /// <summary>Those at which Redis loses something.</summary>
    public static IReadOnlyList<Fault> Losing { get; } =
    [
        new("kill -9 of a hub", Promise.NothingLost, KillHubAsync),
        new("kill -9 of Redis, everysec", Promise.PutBack, static (cluster, _) => cluster.Redis.RestartAsync()),
        new("power loss at Redis, everysec", Promise.PutBack, static (cluster, random) => cluster.Redis.LosePowerAsync(UpToASecond(random))),
        new("power loss at Redis and all hubs, everysec", Promise.LossTold, static async (cluster, random) =>
        {
            await cluster.Redis.LosePowerAsync(UpToASecond(random), cluster.KillHubsAsync);
            await cluster.StartHubsAsync();
        }),
        new("FLUSHALL", Promise.PutBack, static async (cluster, _) => await cluster.Redis.Primary.AskAsync("FLUSHALL")),
        new("promotion of a replica", Promise.PutBack, static (cluster, _) => cluster.Redis.PromoteAsync(TimeSpan.Zero)),
        new("promotion of a replica that was behind", Promise.PutBack, static (cluster, random) => cluster.Redis.PromoteAsync(UpToASecond(random))),
        new("promotion of a replica that was behind, and kill -9 of all hubs", Promise.LossTold, static async (cluster, random) =>
        {
            await cluster.Redis.PromoteAsync(UpToASecond(random), cluster.KillHubsAsync);
            await cluster.StartHubsAsync();
        }),
    ];

    /// <summary>The last of a round: nobody has anything any more but the clients.</summary>
    public static Fault TotalLoss { get; } = new("FLUSHALL without surviving hubs", Promise.AllLost, static async (cluster, _) =>
    {
        await cluster.KillHubsAsync();
        await cluster.Redis.Primary.AskAsync("FLUSHALL");
        await cluster.StartHubsAsync();
    }) { IsInQuiet = true };

    private static TimeSpan UpToASecond(Random random) => TimeSpan.FromSeconds(0.2 + (0.8 * random.NextDouble()));

    private static async Task KillHubAsync(HubCluster cluster, Random random)
    {
        HubNode hub = Any(cluster, random);
        await hub.KillAsync();
        await Task.Delay(random.Next(1000));
        await hub.StartAsync();
    }

    private static async Task StopHubAsync(HubCluster cluster, Random random, TimeSpan duration)
    {
        HubNode hub = Any(cluster, random);
        bool isNoticed = random.Next(2) == 0;
        hub.Stop();
        // a load balancer's health check finds out, or its connections hang
        if (isNoticed) cluster.Balancer.TakeDown(hub.Port);
        await Task.Delay(duration);
        hub.Continue();
        cluster.Balancer.TakeUp(hub.Port);
    }

    private static async Task StopRedisAsync(HubCluster cluster, TimeSpan duration)
    {
        RedisServer redis = cluster.Redis.Primary;
        redis.Stop();
        await Task.Delay(duration);
        redis.Continue();
    }

    private static async Task AskAsync(HubCluster cluster, Random random, params string[] words)
    {
        for (int i = 0; i < 5; i++)
        {
            await cluster.Redis.Primary.AskAsync(words);
            await Task.Delay(random.Next(200));
        }
    }

    private static async Task FillMemoryAsync(HubCluster cluster)
    {
        // less than an empty one uses; 0 is without limit
        await cluster.Redis.Primary.AskAsync("CONFIG", "SET", "maxmemory", "100kb");
        await Task.Delay(s_short);
        await cluster.Redis.Primary.AskAsync("CONFIG", "SET", "maxmemory", "0");
    }

    private static HubNode Any(HubCluster cluster, Random random) => cluster.Hubs[random.Next(cluster.Hubs.Count)];
}
