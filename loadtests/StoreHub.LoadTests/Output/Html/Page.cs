using System.Text;
using System.Xml;
using System.Xml.Linq;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output.Html;

/// <summary>The page, built as XML: so every text is escaped and every element closed.</summary>
internal sealed class Page
{
    private readonly XElement _html;

    private Page(XElement html) => _html = html;

    public static Page Of(IReadOnlyList<LoadResult> results)
    {
        Comparison comparison = Comparison.Of(results);
        IReadOnlyList<PlottedRun> runs = PlottedRun.Of(results, comparison);
        string title = "Load test: " + (comparison.Targets.Count == 1 ? comparison.Targets[0].Name : string.Join(", ", comparison.Targets.Select(static target => target.Target).Distinct()));
        XElement?[] drawn = [DistributionChart.Draw(runs), .. new TimeCharts(runs).Draw()];
        XElement[] charts = [.. drawn.OfType<XElement>()];
        return new Page(new XElement(
            "html", new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
                new XElement("title", title),
                new XElement("style", StyleSheet.Text)),
            new XElement(
                "body",
                Header.Draw(title, runs),
                new XElement(
                    "main",
                    comparison.Targets.Count > 1 ? new ComparisonSection(comparison).Draw() : Section("Figures", Tables.OfRuns(runs)),
                    Section("Charts", charts.Length > 0 ? new XElement("div", new XAttribute("class", "charts"), charts) : new XElement("p", new XAttribute("class", "muted"), "Neither latencies nor how it went over time were recorded.")),
                    comparison.Targets.Count > 1 ? Section("All runs", Tables.OfRuns(runs)) : null))));
    }

    public void Save(Stream stream)
    {
        foreach (XText text in _html.DescendantNodes().OfType<XText>()) text.Value = Legal(text.Value);
        foreach (XAttribute attribute in _html.Descendants().Attributes()) attribute.Value = Legal(attribute.Value);
        // to a browser, <div/> is a <div> that stays open
        foreach (XElement element in _html.Descendants().Where(static element => element.IsEmpty && element.Name != "meta")) element.Value = "";
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("<!DOCTYPE html>");
        using (var xml = XmlWriter.Create(writer, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.None, CloseOutput = false })) _html.WriteTo(xml);
        writer.WriteLine();
    }

    private static XElement Section(string title, object? content) => new("section", new XElement("h2", title), content);

    /// <summary>A page cannot hold every character that a result can, not even escaped.</summary>
    private static string Legal(string text)
    {
        var legal = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) legal.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar.ToString() : rune.ToString());
        return legal.ToString();
    }
}
