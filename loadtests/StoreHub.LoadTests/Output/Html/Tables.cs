using System.Xml.Linq;

namespace StoreHub.LoadTests.Output.Html;

/// <summary>Tables of figures.</summary>
internal static class Tables
{
    /// <summary>A line for each figure that any run has, a column for each run; of a single run, a table for each topic, to fill the page's width.</summary>
    public static XElement OfRuns(IReadOnlyList<PlottedRun> runs)
    {
        IEnumerable<XElement> topics = ResultRow.All.GroupBy(static row => row.Topic, row => RowOf(row, runs)).Select(static topic => new XElement("tbody", topic));
        if (runs.Count == 1) return new XElement("div", new XAttribute("class", "cards"), topics.Select(static topic => Table(topic)));
        return Scrolling(Table(new XElement("thead", new XElement("tr", new XElement("td"), runs.Select(static run => new XElement("th", new XAttribute("scope", "col"), run.Label)))), topics));
    }

    public static XElement Table(params object[] content) => new("table", content);

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
