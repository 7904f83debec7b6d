using System.Xml.Linq;

namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>A drawing with its title, and a legend where there is more than one line.</summary>
internal static class Figure
{
    public static XElement Of(string title, XElement image, IReadOnlyList<Series> series, string? note = null)
    {
        (string Name, string Class)[] entries = [.. series.Select(static line => (line.Name, line.Class)).Distinct()];
        return new XElement(
            "figure",
            new XElement("figcaption", new XElement("h3", title), note is null ? null : new XElement("p", new XAttribute("class", "muted"), note)),
            entries.Length > 1 ? new XElement("ul", new XAttribute("class", "legend"), entries.Select(static entry => new XElement(
                "li", new XElement("svg", new XAttribute("viewBox", "0 0 18 8"), new XAttribute("aria-hidden", "true"), Svg.Line($"line {entry.Class}", 0, 4, 18, 4)), entry.Name))) : null,
            image);
    }
}
