namespace StoreHub.Ordering;

/// <summary>
/// A hybrid logical clock: milliseconds since the Unix epoch as a double that never repeats and never falls,
/// <c>max(hub-adjusted now, next double above every ts seen)</c>. Not safe for several threads.
/// </summary>
/// <param name="time">Where now comes from.</param>
public sealed class HybridClock(TimeProvider time)
{
    private double _last;

    /// <summary>What is added to the local clock to have the hub's, in milliseconds. The default is 0.</summary>
    public double Offset { get; set; }

    /// <summary>The hub-adjusted time, in milliseconds since the Unix epoch.</summary>
    public double Now => UnixMilliseconds(time) + Offset;

    /// <summary>A timestamp above every one seen or given before.</summary>
    public double Next() => _last = Math.Max(Now, Math.BitIncrement(_last));

    /// <summary>Takes note of a timestamp that somebody else gave.</summary>
    public void Observe(double ts)
    {
        if (ts > _last && double.IsFinite(ts)) _last = ts;
    }

    /// <summary>The time as milliseconds since the Unix epoch, with fractions.</summary>
    public static double UnixMilliseconds(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return (time.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerMillisecond;
    }
}
