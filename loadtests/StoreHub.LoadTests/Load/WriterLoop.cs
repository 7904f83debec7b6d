using System.Diagnostics;

namespace StoreHub.LoadTests.Load;

/// <summary>Lets a writer write: at a rate, whatever comes back, or as much as is acknowledged.</summary>
internal static class WriterLoop
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    /// <param name="writer">The writer.</param>
    /// <param name="rate">Operations per second of this writer; null: as much as is acknowledged.</param>
    /// <param name="phase">Which part of its first interval it waits, so that writers do not write all at once.</param>
    /// <param name="window">How much may be pending without a rate.</param>
    /// <param name="stop">Ends the loop.</param>
    public static async Task RunAsync(IWriter writer, double? rate, double phase, int window, CancellationToken stop)
    {
        // off the caller's thread: a writer at full speed seldom waits
        await Task.Yield();
        try
        {
            if (rate is { } perSecond) await PaceAsync(writer, perSecond, phase, stop);
            else await RaceAsync(writer, Math.Max(1, window / 2), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // the run is over
        }
    }

    private static async Task PaceAsync(IWriter writer, double rate, double phase, CancellationToken stop)
    {
        long began = Stopwatch.GetTimestamp();
        for (long next = 0; ; next++)
        {
            // what is due is written even if nothing comes back: a slow hub must not slow those who measure it
            TimeSpan wait = TimeSpan.FromSeconds((next + phase) / rate) - Stopwatch.GetElapsedTime(began);
            if (wait >= ShortestWait) await Task.Delay(wait, stop);
            stop.ThrowIfCancellationRequested();
            await writer.WriteAsync();
        }
    }

    private static async Task RaceAsync(IWriter writer, int burst, CancellationToken stop)
    {
        while (true)
        {
            await writer.WhenRoomAsync(burst, stop);
            for (int i = 0; i < burst; i++) await writer.WriteAsync();
        }
    }
}
