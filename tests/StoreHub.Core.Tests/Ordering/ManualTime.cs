namespace StoreHub.Core.Tests.Ordering;

/// <summary>Time that stands still until a test moves it, forward or backward. Its timers are not used here and stay the system's.</summary>
internal sealed class ManualTime(double unixMilliseconds = 1_700_000_000_000) : TimeProvider
{
    private long _ticks = DateTimeOffset.UnixEpoch.Ticks + (long)(unixMilliseconds * TimeSpan.TicksPerMillisecond);

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
