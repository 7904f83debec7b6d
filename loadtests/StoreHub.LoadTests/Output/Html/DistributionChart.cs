using System.Xml.Linq;
using StoreHub.LoadTests.Output.Html.Charts;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output.Html;

/// <summary>Which share of all latencies were at or below each: one curve, on which every percentile can be read.</summary>
internal static class DistributionChart
{
    private const string Note = "How to read it: where a curve crosses 99 %, one in a hundred took longer.";

    public static XElement? Draw(IReadOnlyList<PlottedRun> runs)
    {
        (Series Line, double Count)[] curves = runs.Count == 1
            ? [Curve("delivery", 0, runs[0].Result.LatencyMs), Curve("acknowledgement", 1, runs[0].Result.AckLatencyMs)]
            : [.. runs.Select(static run => Curve(run.Name, run.Colour, run.Result.LatencyMs))];
        curves = Array.FindAll(curves, static curve => curve.Line.IsMeasured);
        if (curves.Length == 0) return null;
        Series[] lines = [.. curves.Select(static curve => curve.Line)];
        DataPoint[] points = [.. lines.SelectMany(static line => line.Points).Where(static point => DataPoint.CanShow(point.X))];
        var horizontal = new LogAxis("latency", Unit.Milliseconds, points.Min(static point => point.X), points.Max(static point => point.X));
        var vertical = new PercentileAxis("share at or below", curves.Max(static curve => curve.Count));
        return LineChart.Draw("Distribution of latencies", horizontal, vertical, lines, note: Note);
    }

    private static (Series Line, double Count) Curve(string name, int colour, LatencySummary? summary)
    {
        LatencyBucket[] buckets = [.. (summary?.Buckets ?? []).Where(static bucket => bucket.Count >= 0)];
        double total = buckets.Sum(static bucket => (double)bucket.Count), seen = 0;
        var points = new List<DataPoint>();
        if (total > 0)
        {
            foreach (LatencyBucket bucket in buckets)
            {
                seen += bucket.Count;
                points.Add(new DataPoint(bucket.UpToMs, Math.Min(seen / total, PercentileAxis.LastOf(total))));
            }
        }

        return (new Series(name, colour, points), total);
    }
}
