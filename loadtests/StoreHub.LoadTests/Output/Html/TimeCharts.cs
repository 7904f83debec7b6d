using System.Xml.Linq;
using StoreHub.LoadTests.Output.Html.Charts;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output.Html;

/// <summary>How runs went over time: a chart for each figure that was measured.</summary>
internal sealed class TimeCharts(IReadOnlyList<PlottedRun> runs)
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>From here on, what is small lies flat on an axis of even steps.</summary>
    private const double WideRange = 25;

    public IEnumerable<XElement> Draw()
    {
        Func<TimeSample, double?> median = static sample => sample.LatencyP50, slow = static sample => sample.LatencyP99;
        IEnumerable<XElement?> charts =
        [
            Chart("Operations written", "operations/s", Unit.Count, Lines(static sample => sample.OperationsPerSecond)),
            Chart("Deliveries", "deliveries/s", Unit.Count, Lines(static sample => sample.DeliveriesPerSecond)),
            .. runs.Count == 1
                ? (XElement?[])[Chart("Latency", "latency", Unit.Milliseconds, [Line("p50", 0, runs[0], median), Line("p99", 1, runs[0], slow)], mayBeWide: true)]
                : [
                    Chart("Latency, median", "latency p50", Unit.Milliseconds, Lines(median), mayBeWide: true),
                    Chart("Latency, 99th percentile", "latency p99", Unit.Milliseconds, Lines(slow), mayBeWide: true),
                ],
            Chart("Not yet acknowledged", "pending operations", Unit.Count, Lines(static sample => sample.Pending)),
            Chart("Processor time of the hub", "cores", Unit.Number, Lines(static sample => sample.HubCores)),
            Chart("Memory of the hub", "memory", Unit.Bytes, Lines(static sample => sample.HubMebibytes * Mebibyte)),
        ];
        return charts.OfType<XElement>();
    }

    private static Series Line(string name, int colour, PlottedRun run, Func<TimeSample, double?> figure) =>
        new(name, colour, [.. run.Result.Samples.Select(sample => new DataPoint(sample.Second, figure(sample)))]);

    private static XElement? Chart(string title, string label, Unit unit, Series[] series, bool mayBeWide = false)
    {
        series = Array.FindAll(series, static line => line.IsMeasured);
        if (series.Length == 0) return null;
        DataPoint[] points = [.. series.SelectMany(static line => line.Points).Where(static point => DataPoint.CanShow(point.X))];
        double[] values = [.. points.Select(static point => point.Y).Where(DataPoint.CanShow).OfType<double>()];
        double min = values.Min(), max = values.Max();
        Axis vertical = mayBeWide && min > 0 && max / min > WideRange ? new LogAxis(label, unit, min, max, Axis.MostUprightTicks) : LinearAxis.FromZero(label, unit, max);
        double first = points.Min(static point => point.X);
        // written at the axis: in the shade itself, it would cover the lines
        Axis horizontal = LinearAxis.Over(first < 0 ? "time, warm-up shaded" : "time", Unit.Seconds, Math.Min(0, first), points.Max(static point => point.X));
        return LineChart.Draw(title, horizontal, vertical, series, warmUpEnd: first < 0 ? 0 : null);
    }

    private Series[] Lines(Func<TimeSample, double?> figure) => [.. runs.Select(run => Line(run.Name, run.Colour, run, figure))];
}
