using StoreHub.Ordering;

namespace StoreHub.Core.Tests.Ordering;

public sealed class HybridClockTests
{
    private const double Start = 1_700_000_000_000;
    private readonly ManualTime _time = new(Start);
    private readonly HybridClock _clock;

    public HybridClockTests() => _clock = new HybridClock(_time);

    [Fact]
    public void It_gives_the_time_in_milliseconds_with_fractions()
    {
        Assert.Equal(Start, _clock.Next());
        _time.Move(TimeSpan.FromMicroseconds(2500));
        Assert.Equal(Start + 2.5, _clock.Next());
    }

    [Fact]
    public void It_never_repeats_while_time_stands_still()
    {
        double first = _clock.Next(), second = _clock.Next(), third = _clock.Next();
        Assert.Equal(Math.BitIncrement(first), second);
        Assert.Equal(Math.BitIncrement(second), third);
    }

    [Fact]
    public void It_never_falls_when_time_runs_backward()
    {
        double last = _clock.Next();
        for (int i = 0; i < 1000; i++)
        {
            _time.Move(TimeSpan.FromMilliseconds(i % 3 == 0 ? 5 : -7));
            double next = _clock.Next();
            Assert.True(next > last, $"{next:R} follows {last:R}");
            last = next;
        }
    }

    [Fact]
    public void It_goes_above_every_ts_that_it_observed()
    {
        _clock.Observe(Start + 1_000_000);
        Assert.Equal(Math.BitIncrement(Start + 1_000_000), _clock.Next());
        _clock.Observe(Start - 5);
        Assert.True(_clock.Next() > Start + 1_000_000);
        _time.Move(TimeSpan.FromMilliseconds(2_000_000));
        Assert.Equal(Start + 2_000_000, _clock.Next());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_no_time_is_not_observed(double ts)
    {
        _clock.Observe(ts);
        Assert.Equal(Start, _clock.Next());
    }

    [Fact]
    public void The_offset_moves_it_to_the_hubs_time_and_never_back()
    {
        _clock.Offset = 250.5;
        Assert.Equal(Start + 250.5, _clock.Now);
        Assert.Equal(Start + 250.5, _clock.Next());
        _clock.Offset = -1000;
        Assert.Equal(Start - 1000, _clock.Now);
        Assert.Equal(Math.BitIncrement(Start + 250.5), _clock.Next());
    }
}
