using System.Globalization;
using System.Net.Sockets;
using StoreHub.Server.Tests.Redis;
using StoreHub.Tests.Participants;

namespace StoreHub.Chaos.Tests.Cluster;

/// <summary>A redis-server that takes writes, and perhaps one that follows it and may be promoted.</summary>
internal sealed class RedisPair : IAsyncDisposable
{
    private const string Host = "127.0.0.1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private RedisServer? _replica;

    private RedisPair(RedisServer primary, RedisServer? replica)
    {
        Primary = primary;
        _replica = replica;
        Connection = replica is null ? primary.Connection : $"{primary.Connection},{replica.Connection}";
    }

    /// <summary>The one that takes writes.</summary>
    public RedisServer Primary { get; private set; }

    /// <summary>Both, as hubs name them.</summary>
    public string Connection { get; }

    public static async Task<RedisPair> StartAsync(string appendFsync, bool hasReplica)
    {
        string[] settings = ["--appendfsync", appendFsync, "--repl-diskless-sync-delay", "0"];
        RedisServer primary = await RedisServer.StartAsync(settings);
        if (!hasReplica) return new RedisPair(primary, null);
        RedisServer replica = await RedisServer.StartAsync(settings);
        await replica.AskAsync("REPLICAOF", Host, Text(primary.Port));
        return new RedisPair(primary, replica);
    }

    /// <summary>Kills the primary, and starts it again with what it kept.</summary>
    public async Task RestartAsync()
    {
        await Primary.KillAsync();
        await Primary.StartAgainAsync();
    }

    /// <summary>The same, as if power was lost: the last part of what was not synced is gone.</summary>
    /// <param name="lost">How long before the end the last sync was.</param>
    /// <param name="between">What happens while it is away.</param>
    public async Task LosePowerAsync(TimeSpan lost, Func<Task>? between = null)
    {
        string file = Primary.AppendedFile;
        long synced = new FileInfo(file).Length;
        await Task.Delay(lost);
        await Primary.KillAsync();
        // it may have been rewritten meanwhile: then all is in the new one
        if (Primary.AppendedFile == file)
        {
            await using FileStream appended = File.OpenWrite(file);
            appended.SetLength(synced);
        }

        if (between is not null) await between();
        await Primary.StartAgainAsync();
    }

    /// <summary>The primary dies and the replica takes its place; the old primary comes back as its replica.</summary>
    /// <param name="lag">For how long the replica had got nothing.</param>
    /// <param name="between">What happens while neither takes writes.</param>
    public async Task PromoteAsync(TimeSpan lag, Func<Task>? between = null)
    {
        RedisServer old = Primary, promoted = _replica!;
        await RequireFollowingAsync();
        // cut off: it keeps what it has, and takes no writes
        if (lag > TimeSpan.Zero) await promoted.AskAsync("REPLICAOF", Host, "1");
        await Task.Delay(lag);
        await old.KillAsync();
        if (between is not null) await between();
        await promoted.AskAsync("REPLICAOF", "NO", "ONE");
        (Primary, _replica) = (promoted, old);
        await old.StartAgainAsync("--replicaof", $"{Host} {Text(promoted.Port)}");
    }

    public async ValueTask DisposeAsync()
    {
        await Primary.DisposeAsync();
        if (_replica is not null) await _replica.DisposeAsync();
    }

    /// <summary>Waits until the replica has what the primary has now.</summary>
    private async Task RequireFollowingAsync()
    {
        string reply = await Primary.AskAsync("WAIT", "1", Text((int)Patience.TotalMilliseconds));
        if (reply != ":1") throw new BrokenPromiseException($"The replica does not follow: WAIT says {reply}.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
