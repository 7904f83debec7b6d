using System.Xml.Linq;

namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>The rectangle that lines are drawn in, with its grid, ticks and labels.</summary>
internal sealed class Frame(Axis horizontal, Axis vertical)
{
    public const double Width = 480, Height = 270;
    public const double Right = Width - 28, Top = 10, Bottom = Height - 46;

    /// <summary>Alike where labels are short, so that charts below each other share one scale.</summary>
    public double Left { get; } = Math.Max(74, 34 + (7.5 * vertical.Ticks.Max(static tick => tick.Label.Length)));

    public double X(double value) => Left + (horizontal.At(value) * (Right - Left));

    public double Y(double value) => Bottom - (vertical.At(value) * (Bottom - Top));

    public IEnumerable<XElement> Draw()
    {
        foreach (Tick tick in vertical.Ticks)
        {
            double y = Bottom - (tick.At * (Bottom - Top));
            yield return Svg.Line("grid", Left, y, Right, y);
            yield return Svg.Text("tick end", Left - 7, y + 4.5, tick.Label);
        }

        yield return Svg.Line("axis", Left, Bottom, Right, Bottom);
        foreach (XElement element in DrawHorizontal(horizontal, Left, Right, Bottom)) yield return element;
        yield return Svg.UprightText("label middle", 14, (Top + Bottom) / 2, vertical.Label);
    }

    /// <summary>Ticks and label below a line.</summary>
    public static IEnumerable<XElement> DrawHorizontal(Axis axis, double left, double right, double y)
    {
        foreach (Tick tick in axis.Ticks)
        {
            double x = left + (tick.At * (right - left));
            yield return Svg.Line("axis", x, y, x, y + 4);
            yield return Svg.Text("tick middle", x, y + 18, tick.Label);
        }

        yield return Svg.Text("label middle", (left + right) / 2, y + 38, axis.Label);
    }
}
