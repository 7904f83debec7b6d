using StoreHub.LoadTests.Output;

namespace StoreHub.LoadTests.Tests.Output;

public sealed class UnitTests
{
    [Fact]
    public void Writes_three_digits_in_the_size_that_suits()
    {
        Assert.Equal(["0", "7", "999", "1 k", "1.23 M", "200 k"], new double?[] { 0, 7, 999.4, 999.6, 1_234_567, 200_000 }.Select(Unit.Count.Format));
        Assert.Equal(["0 µs", "230 µs", "4.1 ms", "999 ms", "1 s", "83 s"], new double?[] { 0, 0.23, 4.1, 999.4, 999.9, 83_000 }.Select(Unit.Milliseconds.Format));
        Assert.Equal(["0.23 µs", "0.00123 µs", "1.5 ms"], new double?[] { 0.23, 0.001234, 1500 }.Select(Unit.Microseconds.Format));
        Assert.Equal(["512 B", "22.9 KiB", "1 MiB"], new double?[] { 512, 23_456, 1024 * 1024 }.Select(Unit.Bytes.Format));
        Assert.Equal("0.25×", Unit.Ratio.Format(0.25));
        Assert.Equal("-3", Unit.Number.Format(-3));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Writes_a_dash_for_what_is_no_number(double? value) => Assert.Equal(Unit.Nothing, Unit.Count.Format(value));

    [Fact]
    public void Writes_both_ends_of_a_range_in_one_size()
    {
        Assert.Equal("0.9 – 1.2 ms", Unit.Milliseconds.Format(0.9, 1.2));
        Assert.Equal("192 – 204 k", Unit.Count.Format(192_000, 204_000));
        Assert.Equal("4.1 ms", Unit.Milliseconds.Format(4.1001, 4.1002));
        Assert.Equal("0.9 – 1.1×", Unit.Ratio.Format(0.9, 1.1));
    }
}
