using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Tests.Results;

public sealed class ComparisonTests
{
    [Fact]
    public void Compares_the_runs_of_a_round_with_each_other()
    {
        Comparison comparison = Comparison.Of(SampleResults.Compared().Runs);

        Assert.Equal(["storehub messagepack", "signalr json", "websocket raw"], comparison.Targets.Select(target => target.Name));
        Assert.Equal("signalr json", comparison.Baseline!.Name);
        Assert.Empty(comparison.Caveats);
        Spread figure = comparison.Targets[0].Of(Measure.HubCpuPerDelivery.Of)!, ratio = comparison.Ratio(comparison.Targets[0], Measure.HubCpuPerDelivery.Of)!;
        Assert.Equal((0.24, 0.2, 0.28), (Math.Round(figure.Median, 9), Math.Round(figure.Min, 9), Math.Round(figure.Max, 9)));
        // the figures rose from round to round, but so did the baseline's
        Assert.Equal((0.25, 0.25, 0.25), (Math.Round(ratio.Median, 9), Math.Round(ratio.Min, 9), Math.Round(ratio.Max, 9)));
    }

    [Fact]
    public void Has_no_ratio_without_a_baseline_or_to_nothing()
    {
        Comparison alone = Comparison.Of([SampleResults.Full(), SampleResults.Full("websocket", "raw")]);
        Assert.Null(alone.Baseline);
        Assert.Null(alone.Ratio(alone.Targets[0], Measure.HubCpuPerDelivery.Of));

        Comparison toZero = Comparison.Of([SampleResults.Full(), SampleResults.Full("signalr", "json", hubCpu: 0)]);
        Assert.Null(toZero.Ratio(toZero.Targets[0], Measure.HubCpuPerDelivery.Of));
    }

    [Fact]
    public void Is_to_one_hub_with_a_data_folder_where_hubs_are_compared_with_each_other()
    {
        Comparison comparison = Comparison.Of([SampleResults.Full("storehub-redis", hubCpu: 0.6), SampleResults.Full("storehub-file", hubCpu: 0.2)]);
        Assert.Equal("storehub-file messagepack", comparison.Baseline!.Name);
        Assert.Equal(3, Math.Round(comparison.Ratio(comparison.Targets[0], Measure.HubCpuPerDelivery.Of)!.Median, 9));
    }

    [Fact]
    public void Says_why_figures_may_not_be_comparable()
    {
        Comparison comparison = Comparison.Of([SampleResults.Full(), SampleResults.Full("signalr", "json") with { Clients = 7, Machine = "another" }]);
        Assert.Equal(2, comparison.Caveats.Count);
    }

    [Theory]
    [InlineData(new double[] { }, null)]
    [InlineData(new[] { 3.0 }, 3.0)]
    [InlineData(new[] { 4.0, 1 }, 2.5)]
    [InlineData(new[] { 9.0, 1, 2 }, 2.0)]
    [InlineData(new[] { double.NaN, 1, double.PositiveInfinity }, 1.0)]
    public void The_median_is_the_middle_of_what_is_a_number(double[] values, double? median) =>
        Assert.Equal(median, Spread.Of(values.Cast<double?>().Append(null))?.Median);
}
