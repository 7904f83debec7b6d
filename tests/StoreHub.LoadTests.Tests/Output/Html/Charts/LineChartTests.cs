using System.Globalization;
using System.Xml.Linq;
using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Output.Html.Charts;

namespace StoreHub.LoadTests.Tests.Output.Html.Charts;

public sealed class LineChartTests
{
    [Fact]
    public void A_gap_breaks_the_line_and_a_lone_point_is_a_dot()
    {
        XElement chart = Draw([new(0, 1), new(1, 2), new(2, null), new(3, 4), new(4, double.NaN), new(5, 1), new(6, 1)]);
        Assert.Equal(2, chart.Descendants("polyline").Count());
        Assert.Single(chart.Descendants("circle"));
    }

    [Fact]
    public void A_long_run_keeps_its_peaks_in_a_small_drawing()
    {
        DataPoint[] points = [.. Enumerable.Range(0, 50_000).Select(static second => new DataPoint(second, second == 31_234 ? 100 : 1 + (second % 2)))];
        XElement chart = Draw(points);
        double[] heights = [.. Assert.Single(chart.Descendants("polyline")).Attribute("points")!.Value.Split(' ').Select(static point => double.Parse(point.Split(',')[1], CultureInfo.InvariantCulture))];
        Assert.InRange(heights.Length, 300, 1000);
        Assert.Equal(Frame.Top, heights.Min());
    }

    private static XElement Draw(DataPoint[] points) => LineChart.Draw(
        "title", LinearAxis.Over("time", Unit.Seconds, 0, points[^1].X), LinearAxis.FromZero("height", Unit.Number, 100), [new Series("", 0, points)]);
}
