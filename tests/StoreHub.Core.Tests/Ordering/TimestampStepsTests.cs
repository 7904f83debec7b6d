using StoreHub.Ordering;

namespace StoreHub.Core.Tests.Ordering;

public class TimestampStepsTests
{
    [Theory]
    [InlineData(0, double.Epsilon)]
    [InlineData(-double.Epsilon, 0)]
    [InlineData(1795255200000.5, 1795255200000.5002)]
    public void The_next_double_is_one_step_above(double ts, double next)
    {
        Assert.Equal(1, TimestampSteps.OrdinalOf(next) - TimestampSteps.OrdinalOf(ts));
        Assert.Equal(next, TimestampSteps.Above(ts, 1));
        Assert.Equal(Math.BitIncrement(ts), TimestampSteps.Above(ts, 1));
    }

    [Fact]
    public void Ordinals_rise_as_the_numbers_do()
    {
        double[] rising = [-double.MaxValue, -1e300, -1, -double.Epsilon, 0, double.Epsilon, 1e-300, 1, 1795255200000, double.MaxValue];
        for (int i = 1; i < rising.Length; i++) Assert.True(TimestampSteps.OrdinalOf(rising[i - 1]) < TimestampSteps.OrdinalOf(rising[i]), $"{rising[i]}");
        Assert.Equal(0, TimestampSteps.OrdinalOf(-0.0));
    }

    [Fact]
    public void What_is_past_the_last_number_is_not_finite()
    {
        Assert.False(double.IsFinite(TimestampSteps.Above(double.MaxValue, 1)));
        Assert.False(double.IsFinite(TimestampSteps.Above(double.MaxValue, 9007199254740991)));
        Assert.Equal(double.MaxValue, TimestampSteps.Above(Math.BitDecrement(double.MaxValue), 1));
    }
}
