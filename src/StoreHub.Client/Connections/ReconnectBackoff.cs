namespace StoreHub.Client.Connections;

/// <summary>The waits between connection attempts: a random part of a bound that doubles, so that clients of a hub that returns do not all come at once.</summary>
internal sealed class ReconnectBackoff(TimeSpan first, TimeSpan most, Random random)
{
    private int _failures;

    public void Reset() => _failures = 0;

    public TimeSpan Next()
    {
        double bound = Math.Min(most.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds(bound * (0.25 + 0.75 * random.NextDouble()));
    }
}
