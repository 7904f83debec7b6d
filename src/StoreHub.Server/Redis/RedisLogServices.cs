using Microsoft.Extensions.Logging;
using StoreHub.Server.Files;

namespace StoreHub.Server.Redis;

/// <summary>What all logs in Redis use.</summary>
/// <param name="Backplane">The connections.</param>
/// <param name="AllowedSkew">How far a client's timestamp may be ahead.</param>
/// <param name="OfflineGrace">How long an offline source holds the floor back, also one whose hub died.</param>
/// <param name="SourceRetention">How long a source is remembered after it left, whichever hub it was at.</param>
/// <param name="Health">Where it is told which stores cannot be stored.</param>
/// <param name="Logger">The log for people.</param>
internal sealed record RedisLogServices(
    RedisBackplane Backplane, TimeSpan AllowedSkew, TimeSpan OfflineGrace, TimeSpan SourceRetention, StorageHealth Health, ILogger Logger)
{
    public TimeProvider Time => Backplane.Time;

    /// <summary>How long an opening counts that nothing is heard of.</summary>
    public TimeSpan Lease { get; } = OfflineGrace + TimeSpan.FromSeconds(30);
}
