using System.Numerics;

namespace StoreHub.LoadTests.Results;

/// <summary>
/// Counts latencies in buckets that are each at most 1/128 as wide as what they hold, so that every figure is exact within 1 % whatever
/// its size, and the memory is fixed. Any thread may record at any time; recording allocates nothing and waits for nobody.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>The longest that is told apart, in microseconds: some 19 hours. What took longer counts as this long.</summary>
    public const long Longest = (1L << LongestBits) - 1;

    private const int LongestBits = 36;
    private const int PrecisionBits = 7;
    private const int BucketsPerOctave = 1 << PrecisionBits;
    private const int BucketCount = (LongestBits - PrecisionBits + 1) * BucketsPerOctave;
    private const int MostInSummary = 200;

    private readonly long[] _counts = new long[BucketCount];
    private long _max;

    /// <param name="microseconds">What is negative, because two clocks differ, counts as 0.</param>
    public void Record(long microseconds)
    {
        microseconds = Math.Clamp(microseconds, 0, Longest);
        Raise(microseconds);
        Interlocked.Increment(ref _counts[IndexOf(microseconds)]);
    }

    /// <summary>Counts what another has counted, too.</summary>
    public void Add(LatencyHistogram other)
    {
        Raise(Interlocked.Read(ref other._max));
        for (int i = 0; i < BucketCount; i++)
        {
            if (Interlocked.Read(ref other._counts[i]) is > 0 and var count) Interlocked.Add(ref _counts[i], count);
        }
    }

    /// <summary>Takes out what was recorded since this was last called. Nothing is lost or taken twice while others record.</summary>
    public LatencyHistogram Take()
    {
        var taken = new LatencyHistogram();
        for (int i = 0; i < BucketCount; i++)
        {
            if (Interlocked.Read(ref _counts[i]) != 0) taken._counts[i] = Interlocked.Exchange(ref _counts[i], 0);
        }

        taken._max = Interlocked.Exchange(ref _max, 0);
        return taken;
    }

    /// <returns>Null if nothing was recorded.</returns>
    public LatencySummary? Summarize()
    {
        var counts = new long[BucketCount];
        for (int i = 0; i < BucketCount; i++) counts[i] = Interlocked.Read(ref _counts[i]);
        long count = counts.Sum();
        if (count == 0) return null;
        int last = Array.FindLastIndex(counts, static count => count > 0);
        // somebody may be between raising the maximum and counting, on either side of a Take; the two must not contradict each other
        long max = Math.Clamp(Interlocked.Read(ref _max), StartOf(last), EndOf(last));
        return new LatencySummary
        {
            Count = count,
            P50 = Milliseconds(Percentile(500)),
            P90 = Milliseconds(Percentile(900)),
            P99 = Milliseconds(Percentile(990)),
            P999 = Milliseconds(Percentile(999)),
            Max = Milliseconds(max),
            Buckets = Coarsen(counts, max),
        };

        long Percentile(int thousandths)
        {
            // in whole numbers: a product of doubles may miss the rank by one
            long rank = ((count * thousandths) + 999) / 1000;
            int i = 0;
            for (long seen = counts[0]; seen < rank; seen += counts[i]) i++;
            return Math.Min(EndOf(i), max);
        }
    }

    /// <summary>As fine as fits: neighbours are merged by twos, fours, and so on.</summary>
    private static List<LatencyBucket> Coarsen(long[] counts, long max)
    {
        for (int width = 1; ; width *= 2)
        {
            List<LatencyBucket> buckets = Merge(counts, width, max);
            if (buckets.Count <= MostInSummary) return buckets;
        }
    }

    private static List<LatencyBucket> Merge(long[] counts, int width, long max)
    {
        var buckets = new List<LatencyBucket>();
        int end = 0;
        for (int first = 0; first < counts.Length; first += width)
        {
            long count = 0;
            foreach (long merged in counts.AsSpan(first, width)) count += merged;
            if (count == 0) continue;
            // an empty bucket closes a gap: without it, the next one would seem to begin where the last one ended
            if (first > end) buckets.Add(new LatencyBucket(Milliseconds(EndOf(first - 1)), 0));
            end = first + width;
            buckets.Add(new LatencyBucket(Milliseconds(Math.Min(EndOf(end - 1), max)), count));
        }

        return buckets;
    }

    private static int IndexOf(long microseconds)
    {
        int shift = ShiftOf(microseconds);
        return (shift * BucketsPerOctave) + (int)(microseconds >> shift);
    }

    private static long StartOf(int index)
    {
        int shift = Math.Max(0, (index / BucketsPerOctave) - 1);
        return (long)(index - (shift * BucketsPerOctave)) << shift;
    }

    private static long EndOf(int index) => StartOf(index + 1) - 1;

    /// <summary>How many of the last bits are not told apart.</summary>
    private static int ShiftOf(long microseconds) => Math.Max(0, BitOperations.Log2((ulong)microseconds) - PrecisionBits);

    private static double Milliseconds(long microseconds) => microseconds / 1000.0;

    private void Raise(long max)
    {
        for (long known = Interlocked.Read(ref _max); max > known;)
        {
            long seen = Interlocked.CompareExchange(ref _max, max, known);
            if (seen == known) return;
            known = seen;
        }
    }
}
