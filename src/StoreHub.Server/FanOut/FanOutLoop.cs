using System.Threading.Channels;

namespace StoreHub.Server.FanOut;

/// <summary>
/// Wakes the subscribers of one store when there is something for them. One loop does it for all, and their pumps send on its thread as long as
/// their connections take it: a hop to a thread for each connection would cost more than the frame. What is published meanwhile waits for
/// the next round, so that a busy store makes fewer and larger frames by itself. Safe for any thread.
/// </summary>
/// <param name="begin">Called at the beginning of each round; gives those to wake.</param>
internal sealed class FanOutLoop(Func<Subscription[]> begin)
{
    // with fewer, one thread is done before others have begun
    private const int SharePerThread = 128;

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Start() => _ = RunAsync();

    /// <summary>There is something for somebody.</summary>
    public void Signal() => _signal.Writer.TryWrite(true);

    /// <summary>Ends after the round that is under way.</summary>
    public void Stop() => _signal.Writer.TryComplete();

    private async Task RunAsync()
    {
        await Task.Yield();
        while (await _signal.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            _signal.Reader.TryRead(out _);
            Subscription[] subscriptions = begin();
            int shares = Math.Min(Environment.ProcessorCount, (subscriptions.Length + SharePerThread - 1) / SharePerThread);
            if (shares <= 1) Wake(subscriptions);
            else Parallel.For(0, shares, share => Wake(Share(subscriptions, share, shares)));
        }
    }

    private static ReadOnlySpan<Subscription> Share(Subscription[] subscriptions, int share, int shares)
    {
        int start = subscriptions.Length * share / shares;
        return subscriptions.AsSpan(start, (subscriptions.Length * (share + 1) / shares) - start);
    }

    private static void Wake(ReadOnlySpan<Subscription> subscriptions)
    {
        foreach (Subscription subscription in subscriptions) subscription.Wake();
    }
}
