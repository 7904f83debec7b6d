using System.Globalization;
using System.Xml.Linq;

namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>Shapes. Colours and fonts are the style sheet's, so that both schemes share one drawing.</summary>
internal static class Svg
{
    /// <summary>A drawing that is read aloud as what it shows.</summary>
    public static XElement Image(string title, string description, double width, double height, params object[] content) => new(
        "svg", new XAttribute("viewBox", $"0 0 {Px(width)} {Px(height)}"), new XAttribute("role", "img"), new XAttribute("aria-label", description),
        new XElement("title", title), content);

    public static XElement Line(string style, double x1, double y1, double x2, double y2) => new(
        "line", Class(style), new XAttribute("x1", Px(x1)), new XAttribute("y1", Px(y1)), new XAttribute("x2", Px(x2)), new XAttribute("y2", Px(y2)));

    public static XElement Rectangle(string style, double x, double y, double width, double height) => new(
        "rect", Class(style), new XAttribute("x", Px(x)), new XAttribute("y", Px(y)), new XAttribute("width", Px(width)), new XAttribute("height", Px(height)));

    public static XElement Dot(string style, double x, double y) => new(
        "circle", Class(style), new XAttribute("cx", Px(x)), new XAttribute("cy", Px(y)), new XAttribute("r", "3"));

    public static XElement Polyline(string style, IEnumerable<(double X, double Y)> points) => new(
        "polyline", Class(style), new XAttribute("points", string.Join(' ', points.Select(static point => $"{Px(point.X)},{Px(point.Y)}"))));

    public static XElement Text(string style, double x, double y, string text) => new("text", Class(style), new XAttribute("x", Px(x)), new XAttribute("y", Px(y)), text);

    /// <summary>Reads upwards.</summary>
    public static XElement UprightText(string style, double x, double y, string text) => new(
        "text", Class(style), new XAttribute("transform", $"translate({Px(x)} {Px(y)}) rotate(-90)"), text);

    private static XAttribute Class(string style) => new("class", style);

    private static string Px(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
