namespace StoreHub.Server.Tests.Simulation;

/// <summary>A clock that is wrong by a constant.</summary>
internal sealed class SkewedTime(TimeProvider time, TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + skew;
}
