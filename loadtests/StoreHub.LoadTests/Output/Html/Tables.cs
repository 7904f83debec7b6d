using System.Xml.Linq;

namespace StoreHub.LoadTests.Output.Html;

/// <summary>Tables of figures.</summary>
internal static class Tables
{
    /// <summary>A line for each figure that any run has, a column for each run.</summary>
    public static XElement OfRuns(IReadOnlyList<PlottedRun> runs)
    {
        XElement? head = runs.Count == 1 ? null : new XElement(
            "thead", new XElement("tr", new XElement("td"), runs.Select(static run => new XElement("th", new XAttribute("scope", "col"), run.Label))));
        return Scrolling(new XElement("table", new XAttribute("class", "figures"), head, new XElement("tbody", ResultRow.All.Select(row => RowOf(row, runs)))));
    }

    public static XElement Row(string name, IEnumerable<XElement> cells) => new("tr", new XElement("th", new XAttribute("scope", "row"), name), cells);

    /// <summary>Wide tables move by themselves; the page stays. Whoever has no mouse must be able to get there, too.</summary>
    public static XElement Scrolling(XElement table) => new("div", new XAttribute("class", "scrolling"), new XAttribute("tabindex", "0"), table);

    private static XElement? RowOf(ResultRow row, IReadOnlyList<PlottedRun> runs)
    {
        string[] cells = [.. runs.Select(run => row.Of(run.Result))];
        if (Array.TrueForAll(cells, static cell => cell == Unit.Nothing)) return null;
        return Row(row.Name, cells.Select(static cell => new XElement("td", cell.Length == 64 ? new XElement("code", cell) : cell)));
    }
}
