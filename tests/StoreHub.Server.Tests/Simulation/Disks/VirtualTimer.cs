namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>A timer that goes off once.</summary>
internal sealed class VirtualTimer(TimeProvider time, Action fire) : ITimer
{
    private const long Never = long.MaxValue;

    private long _due = Never;

    /// <summary>When it goes off, as a timestamp.</summary>
    public long Due => Volatile.Read(ref _due);

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Volatile.Write(ref _due, dueTime == Timeout.InfiniteTimeSpan ? Never : time.GetTimestamp() + dueTime.Ticks);
        return true;
    }

    public void Fire()
    {
        Volatile.Write(ref _due, Never);
        fire();
    }

    // a log that closes disposes of it in another thread: nothing but its own field is touched
    public void Dispose() => Volatile.Write(ref _due, Never);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
