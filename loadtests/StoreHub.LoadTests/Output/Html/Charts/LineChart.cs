using System.Xml.Linq;

namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>Lines in a frame.</summary>
internal static class LineChart
{
    /// <summary>More lines than this are drawn so that those below shine through.</summary>
    private const int Crowd = 8;

    public static XElement Draw(string title, Axis horizontal, Axis vertical, IReadOnlyList<Series> series, double? warmUpEnd = null, string? note = null)
    {
        var frame = new Frame(horizontal, vertical);
        var content = new List<XElement>();
        if (warmUpEnd is { } end) content.Add(Svg.Rectangle("warm-up", frame.Left, Frame.Top, frame.X(end) - frame.Left, Frame.Bottom - Frame.Top));
        content.AddRange(frame.Draw());
        string style = series.Count > Crowd ? "faint line" : "line";
        content.AddRange(series.SelectMany(line => Runs(line, frame, style)));
        string names = string.Join(", ", series.Select(static line => line.Name).Where(static name => name.Length > 0).Distinct());
        string description = $"{title}: {vertical.Label} by {horizontal.Label}{(names.Length > 0 ? $", {names}" : "")}";
        return Figure.Of(title, Svg.Image(title, description, Frame.Width, Frame.Height, [.. content]), series, note);
    }

    /// <summary>A line for each stretch without a gap; a lone point, which no line would show, as a dot.</summary>
    private static IEnumerable<XElement> Runs(Series series, Frame frame, string style)
    {
        var run = new List<(double X, double Y)>();
        foreach (DataPoint point in series.Points.Append(new DataPoint(0, null)))
        {
            if (DataPoint.CanShow(point.X) && DataPoint.CanShow(point.Y))
            {
                run.Add((frame.X(point.X), frame.Y(point.Y!.Value)));
                continue;
            }

            if (run.Count == 1) yield return Svg.Dot($"dot {series.Class}", run[0].X, run[0].Y);
            else if (run.Count > 1) yield return Svg.Polyline($"{style} {series.Class}", Thin(run));
            run = [];
        }
    }

    /// <summary>The lowest and the highest of each column of pixels: it looks the same, however long a run was, and no peak is lost.</summary>
    private static IEnumerable<(double X, double Y)> Thin(List<(double X, double Y)> run)
    {
        for (int i = 0; i < run.Count;)
        {
            int low = i, high = i, end = i;
            for (; end < run.Count && (int)run[end].X == (int)run[i].X; end++)
            {
                if (run[end].Y < run[low].Y) low = end;
                if (run[end].Y > run[high].Y) high = end;
            }

            yield return run[Math.Min(low, high)];
            if (low != high) yield return run[Math.Max(low, high)];
            i = end;
        }
    }
}
