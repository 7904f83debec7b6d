using System.Globalization;
using System.Xml.Linq;
using StoreHub.LoadTests.Output.Html.Charts;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output.Html;

/// <summary>Targets side by side: what each figure came to over the rounds, and how many times the baseline's it is.</summary>
internal sealed class ComparisonSection(Comparison comparison)
{
    public XElement Draw()
    {
        ComparedTarget? baseline = comparison.Baseline;
        string explanation = "Medians of all rounds, with the smallest and the largest below."
            + (baseline is null ? "" : $" Bold is how many times the figure of {baseline.Name} it is, round by round.");
        return new XElement(
            "section",
            new XElement("h2", "Comparison"),
            new XElement("p", new XAttribute("class", "muted"), explanation),
            comparison.Caveats.Count == 0 ? null : new XElement("ul", new XAttribute("class", "problems"), comparison.Caveats.Select(static caveat => new XElement("li", caveat))),
            new XElement("div", new XAttribute("class", "charts"), Chart("Processor time of the hub per delivery", "time per delivery", Measure.HubCpuPerDelivery), Chart("Latency, median", "latency p50", Measure.LatencyP50)),
            Table());
    }

    private XElement? Chart(string title, string label, Measure measure)
    {
        Bar[] bars = [.. comparison.Targets.Select((target, colour) => BarOf(target, colour, measure)).OfType<Bar>()];
        return bars.Length == 0 ? null : BarChart.Draw(title, label, measure.Unit, bars, "The bar is the median, the line runs from the smallest to the largest.");
    }

    private Bar? BarOf(ComparedTarget target, int colour, Measure measure)
    {
        if (target.Of(measure.Of) is not { } spread || !DataPoint.CanShow(spread.Max) || spread.Min < 0) return null;
        string text = measure.Unit.Format(spread.Median) + (comparison.Ratio(target, measure.Of) is { } ratio ? $"  ({Unit.Ratio.Format(ratio.Median)})" : "");
        return new Bar(target.Name, text, colour, spread);
    }

    private XElement Table()
    {
        Measure[] measured = [.. Measure.All.Where(measure => comparison.Targets.Any(target => target.Of(measure.Of) is not null))];
        return Tables.Scrolling(Tables.Table(
            new XElement("thead", new XElement("tr", new XElement("td"), comparison.Targets.Select(static target => new XElement("th", new XAttribute("scope", "col"), target.Name)))),
            new XElement(
                "tbody",
                Tables.Row("runs", comparison.Targets.Select(static target => new XElement("td", target.Runs.Count.ToString(CultureInfo.InvariantCulture)))),
                measured.Select(measure => Tables.Row(measure.Name, comparison.Targets.Select(target => Cell(target, measure)))))));
    }

    private XElement Cell(ComparedTarget target, Measure measure)
    {
        if (target.Of(measure.Of) is not { } spread) return new XElement("td", Unit.Nothing);
        Spread? ratio = comparison.Ratio(target, measure.Of);
        return new XElement(
            "td",
            measure.Unit.Format(spread.Median), Ends(measure.Unit, spread),
            ratio is null ? null : new XElement("b", Unit.Ratio.Format(ratio.Median)), ratio is null ? null : Ends(Unit.Ratio, ratio));
    }

    /// <summary>Nothing where there is but one run, or all came to the same.</summary>
    private static XElement? Ends(Unit unit, Spread spread) => spread.Min == spread.Max ? null : new XElement("small", unit.Format(spread.Min, spread.Max));
}
