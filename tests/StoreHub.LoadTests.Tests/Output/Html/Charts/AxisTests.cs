using System.Globalization;
using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Output.Html.Charts;
using StoreHub.Tests;

namespace StoreHub.LoadTests.Tests.Output.Html.Charts;

public sealed class AxisTests
{
    [Fact]
    public void Heights_begin_at_zero_and_end_at_a_round_number()
    {
        var axis = LinearAxis.FromZero("deliveries", Unit.Count, 196_000);
        Assert.Equal("deliveries (thousands)", axis.Label);
        Assert.Equal(["0", "50", "100", "150", "200"], axis.Ticks.Select(tick => tick.Label));
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], axis.Ticks.Select(tick => tick.At));
        Assert.Equal(0.5, axis.At(100_000));
    }

    [Fact]
    public void Time_is_shown_exactly_and_its_ticks_stand_inside()
    {
        var axis = LinearAxis.Over("time", Unit.Seconds, -3, 59);
        Assert.Equal(["0", "20", "40"], axis.Ticks.Select(tick => tick.Label));
        Assert.Equal((0, 1), (axis.At(-3), axis.At(59)));
    }

    [Fact]
    public void A_wide_range_has_ticks_at_round_numbers_of_each_decade()
    {
        Assert.Equal(["2 ms", "5 ms", "10 ms", "20 ms", "50 ms"], new LogAxis("latency", Unit.Milliseconds, 2.1, 43).Ticks.Select(tick => tick.Label));
        var wide = new LogAxis("latency", Unit.Milliseconds, 0.01, 10_000);
        Assert.Equal(["10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s"], wide.Ticks.Select(tick => tick.Label));
        Assert.Equal(0.5, wide.At(10), 9);
    }

    [Fact]
    public void Each_nine_of_a_percentile_takes_as_much_room()
    {
        var axis = new PercentileAxis("share", 5000);
        Assert.Equal(["50 %", "90 %", "99 %", "99.9 %", "99.99 %"], axis.Ticks.Select(tick => tick.Label));
        Assert.Equal(axis.At(0.99) - axis.At(0.9), axis.At(0.999) - axis.At(0.99), 9);
        Assert.Equal(1, axis.At(PercentileAxis.LastOf(5000)), 9);
        Assert.Equal(1, axis.At(1));
    }

    [Fact]
    public void Whatever_the_values_ticks_are_few_in_order_and_inside()
    {
        int seed = Fuzz.Seed();
        var random = new Random(seed);
        for (int round = 0; round < Fuzz.Rounds(2000); round++)
        {
            double a = Math.Pow(10, (random.NextDouble() * 18) - 6), b = a + (a * random.NextDouble() * Math.Pow(10, random.Next(-6, 4)));
            string message = string.Create(CultureInfo.InvariantCulture, $"Seed {seed}: {a} to {b}");
            Check(LinearAxis.FromZero("x", Unit.Milliseconds, b), message);
            Check(LinearAxis.Over("x", Unit.Seconds, 0, b), message);
            Check(LinearAxis.Over("x", Unit.Seconds, -a, b), message);
            Check(new LogAxis("x", Unit.Milliseconds, a, b), message);
            Check(new PercentileAxis("x", Math.Ceiling(a)), message);
        }
    }

    [Fact]
    public void A_range_without_extent_still_has_ticks()
    {
        foreach (Axis axis in (Axis[])[LinearAxis.FromZero("x", Unit.Count, 0), LinearAxis.Over("x", Unit.Seconds, 0, 0), new LogAxis("x", Unit.Milliseconds, 0, 0), new LogAxis("x", Unit.Milliseconds, 10, 10)])
            Check(axis, axis.Label);
    }

    private static void Check(Axis axis, string message)
    {
        Assert.True(axis.Ticks.Count is >= 1 and <= 14, $"{message}: {axis.Ticks.Count} ticks.");
        Assert.True(axis.Ticks.All(tick => tick.At is >= 0 and <= 1), message);
        Assert.True(axis.Ticks.Zip(axis.Ticks.Skip(1), static (tick, next) => tick.At < next.At).All(static rising => rising), message);
        Assert.True(axis.Ticks.Select(tick => tick.Label).Distinct().Count() == axis.Ticks.Count, $"{message}: {string.Join(", ", axis.Ticks)}");
    }
}
