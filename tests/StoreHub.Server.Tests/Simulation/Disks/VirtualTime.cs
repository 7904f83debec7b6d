namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>A clock with timers that the simulation moves.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(_ticks, TimeSpan.Zero);

    public override long GetTimestamp() => _ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_gate) _timers.Add(timer);
        return timer;
    }

    /// <summary>Time passes, and what is due is done.</summary>
    public void Advance(TimeSpan by)
    {
        long until = _ticks + by.Ticks;
        while (Next(until) is { } next)
        {
            _ticks = Math.Max(_ticks, next.Due);
            next.Fire();
        }

        _ticks = until;
    }

    /// <summary>The process is gone, and its timers with it.</summary>
    public void ClearTimers()
    {
        lock (_gate) _timers.Clear();
    }

    private VirtualTimer? Next(long until)
    {
        lock (_gate) return _timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
    }
}
