using System.Xml.Linq;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>Bars as long as medians, with a line from the smallest to the largest. Names stand above, where long ones have room.</summary>
internal static class BarChart
{
    private const double Left = 14, Right = Frame.Width - 20, RowHeight = 46, BarTop = 20, BarHeight = 14, Cap = 4;
    private const int LongestName = 26;

    public static XElement Draw(string title, string label, Unit unit, IReadOnlyList<Bar> bars, string? note)
    {
        Axis axis = LinearAxis.FromZero(label, unit, bars.Max(static bar => bar.Spread.Max));
        double bottom = (bars.Count * RowHeight) + 2;
        var content = new List<XElement>();
        foreach (Tick tick in axis.Ticks) content.Add(Svg.Line("grid", X(tick.At), 0, X(tick.At), bottom));
        for (int i = 0; i < bars.Count; i++) content.AddRange(Row(bars[i], i * RowHeight, axis));
        content.Add(Svg.Line("axis", Left, 0, Left, bottom));
        content.AddRange(Frame.DrawHorizontal(axis, Left, Right, bottom));
        string description = $"{title}: {axis.Label}; {string.Join("; ", bars.Select(static bar => $"{bar.Name} {bar.Text}"))}";
        return Figure.Of(title, Svg.Image(title, description, Frame.Width, bottom + 46, [.. content]), [], note);
    }

    private static IEnumerable<XElement> Row(Bar bar, double top, Axis axis)
    {
        Spread spread = bar.Spread;
        double middle = top + BarTop + (BarHeight / 2), min = X(axis.At(spread.Min)), max = X(axis.At(spread.Max));
        yield return Svg.Text("name", Left + 4, top + 14, bar.Name.Length > LongestName ? bar.Name[..(LongestName - 1)] + "…" : bar.Name);
        yield return Svg.Text("value end", Right, top + 14, bar.Text);
        yield return Svg.Rectangle($"bar {Series.ClassOf(bar.Colour)}", Left, top + BarTop, X(axis.At(spread.Median)) - Left, BarHeight);
        if (max - min < 1) yield break;
        yield return Svg.Line("whisker", min, middle, max, middle);
        yield return Svg.Line("whisker", min, middle - Cap, min, middle + Cap);
        yield return Svg.Line("whisker", max, middle - Cap, max, middle + Cap);
    }

    private static double X(double at) => Left + (at * (Right - Left));
}
