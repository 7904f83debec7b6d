using StoreHub.LoadTests.Results;
using StoreHub.Tests;

namespace StoreHub.LoadTests.Tests.Results;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Every_figure_is_within_one_percent_of_the_sorted_list()
    {
        int seed = Fuzz.Seed(), rounds = Fuzz.Rounds(300);
        for (int round = 0; round < rounds; round++)
        {
            var random = new Random(seed + round);
            long[] values = RandomValues(random);
            var histogram = new LatencyHistogram();
            foreach (long value in values) histogram.Record(value);
            Check(values, histogram.Summarize(), $"Seed {seed + round}");
        }
    }

    [Fact]
    public void Nothing_recorded_is_no_summary() => Assert.Null(new LatencyHistogram().Summarize());

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(1, 0.001)]
    [InlineData(255, 0.255)]
    [InlineData(256, 0.256)]
    [InlineData(123_457, 123.457)]
    [InlineData(3_600_000_000, 3_600_000)]
    [InlineData(LatencyHistogram.Longest, LatencyHistogram.Longest / 1000.0)]
    [InlineData(LatencyHistogram.Longest + 1, LatencyHistogram.Longest / 1000.0)]
    [InlineData(long.MaxValue, LatencyHistogram.Longest / 1000.0)]
    public void One_value_alone_is_every_figure(long microseconds, double milliseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(microseconds);

        LatencySummary summary = histogram.Summarize()!;
        Assert.Equal(1, summary.Count);
        Assert.Equal([milliseconds, milliseconds, milliseconds, milliseconds, milliseconds], [summary.P50, summary.P90, summary.P99, summary.P999, summary.Max]);
        Assert.Equal(new LatencyBucket(milliseconds, 1), summary.Buckets[^1]);
    }

    [Fact]
    public void Ranks_are_counted_exactly()
    {
        // 999 of 1000 are short: the 99.9th percentile is the last of them, not the long one
        var histogram = new LatencyHistogram();
        for (int i = 0; i < 999; i++) histogram.Record(10);
        histogram.Record(1000);

        LatencySummary summary = histogram.Summarize()!;
        Assert.Equal((0.01, 1), (summary.P999, summary.Max));

        histogram.Record(1000);
        Assert.Equal(1, histogram.Summarize()!.P999);
    }

    [Fact]
    public void A_gap_in_the_distribution_is_an_empty_bucket_of_its_own()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(5);
        histogram.Record(100);

        Assert.Equal([new(0.004, 0), new(0.005, 1), new(0.099, 0), new(0.1, 1)], histogram.Summarize()!.Buckets);
    }

    [Fact]
    public void Two_added_are_as_one_that_recorded_everything()
    {
        int seed = Fuzz.Seed();
        var random = new Random(seed);
        LatencyHistogram one = new(), other = new(), all = new();
        foreach (LatencyHistogram part in new[] { one, other })
        {
            foreach (long value in RandomValues(random))
            {
                part.Record(value);
                all.Record(value);
            }
        }

        one.Add(other);
        Assert.Equivalent(all.Summarize(), one.Summarize(), strict: true);
    }

    [Fact]
    public void What_was_taken_is_no_longer_there_and_comes_back_when_added()
    {
        LatencyHistogram current = new(), whole = new();
        current.Record(70_000);
        LatencyHistogram taken = current.Take();
        Assert.Equal((1, 70), (taken.Summarize()!.Count, taken.Summarize()!.Max));
        Assert.Null(current.Summarize());

        whole.Add(taken);
        current.Record(30_000);
        Assert.Equal(30, current.Summarize()!.Max);
        whole.Add(current.Take());
        Assert.Equal((2, 70), (whole.Summarize()!.Count, whole.Summarize()!.Max));
    }

    [Fact]
    public async Task Threads_that_record_while_another_takes_lose_nothing()
    {
        const int Threads = 4, Each = 200_000;
        LatencyHistogram current = new(), whole = new();
        Task[] writers = [.. Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++) current.Record((i * Threads) + thread);
        }))];
        Task all = Task.WhenAll(writers);
        while (!all.IsCompleted)
        {
            LatencyHistogram taken = current.Take();
            if (taken.Summarize() is { } summary) Assert.InRange(summary.P999, summary.P50, summary.Max);
            whole.Add(taken);
            await Task.Yield();
        }

        await all;
        whole.Add(current.Take());
        Check([.. Enumerable.Range(0, Threads * Each).Select(static i => (long)i)], whole.Summarize(), "whole");
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) histogram.Record(i * 37L);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>Spread over some octaves, or all of them, so that each size of bucket is met, alone and with its neighbours.</summary>
    private static long[] RandomValues(Random random)
    {
        double from = random.NextDouble() * 31, octaves = random.NextDouble() * (36 - from);
        return [.. Enumerable.Range(0, random.Next(1, 3000)).Select(_ => (long)Math.Pow(2, from + (random.NextDouble() * octaves)))];
    }

    private static void Check(long[] values, LatencySummary? summary, string message)
    {
        Assert.NotNull(summary);
        Array.Sort(values);
        Assert.Equal(values.Length, summary.Count);
        Assert.Equal(values[^1] / 1000.0, summary.Max);
        foreach ((int thousandths, double figure) in new[] { (500, summary.P50), (900, summary.P90), (990, summary.P99), (999, summary.P999) })
        {
            double exact = values[(int)Math.Ceiling(values.Length * thousandths / 1000m) - 1] / 1000.0;
            Assert.True(Math.Abs(figure - exact) <= exact * 0.01, $"{message}: percentile {thousandths / 10.0} of {values.Length} is {figure}, exactly {exact}.");
        }

        Assert.InRange(summary.Buckets.Count, 1, 200);
        Assert.Equal(summary.Max, summary.Buckets[^1].UpToMs);
        double start = -1;
        int at = 0;
        foreach (LatencyBucket bucket in summary.Buckets)
        {
            Assert.True(bucket.UpToMs > start, $"{message}: {bucket.UpToMs} follows {start}.");
            start = bucket.UpToMs;
            int first = at;
            while (at < values.Length && values[at] / 1000.0 <= bucket.UpToMs) at++;
            Assert.True(at - first == bucket.Count, $"{message}: {bucket} has {at - first}.");
        }
    }
}
