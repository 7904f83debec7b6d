using StoreHub.LoadTests.Targets;
using StoreHub.Server.Files;

namespace StoreHub.LoadTests.Hubs;

/// <summary>What is to be started for a run.</summary>
internal sealed record HubSetup
{
    /// <summary>For <see cref="Redis"/>: one of the run's own, which ends with it.</summary>
    public const string OwnRedis = "auto";

    /// <summary>The settings that <see cref="AppendFsync"/> may have.</summary>
    public static readonly IReadOnlyList<string> AppendFsyncs = ["always", "everysec", "no"];

    public TargetKind Kind { get; init; } = TargetKind.StoreHub;

    /// <summary>How many hubs; they share a Redis if there are several.</summary>
    public int Hubs { get; init; } = 1;

    /// <summary>What an acknowledgement means, without Redis; null: state is in memory.</summary>
    public Durability? Durability { get; init; }

    /// <summary>The connection to the Redis that keeps state, or <see cref="OwnRedis"/>; null: none does.</summary>
    public string? Redis { get; init; }

    /// <summary>When a Redis of the run's own syncs what it appended.</summary>
    public string AppendFsync { get; init; } = AppendFsyncs[0];

    public bool HasOwnRedis => Redis == OwnRedis;

    /// <summary>What an acknowledgement means, as results name it.</summary>
    public string Name => Redis is null ? (Durability is null ? HubStorage.Memory : new HubStorage(Durability, "")).Name : HasOwnRedis ? $"redis {AppendFsync}" : "redis";
}
