using System.Globalization;
using System.Xml.Linq;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output.Html;

/// <summary>What ran, where and when, and whether it kept what StoreHub promises.</summary>
internal static class Header
{
    public static XElement Draw(string title, IReadOnlyList<PlottedRun> runs) => new(
        "header",
        new XElement("h1", title),
        Verdict(runs),
        new XElement(
            "dl",
            Fact("Arguments", runs, static run => run.Arguments),
            Fact("Machine", runs, static run => run.Machine),
            new XElement("dt", "Started"),
            new XElement("dd", Started(runs))));

    /// <summary>One line if all is well; otherwise a line for each run that is not, with its problems.</summary>
    private static IEnumerable<XElement> Verdict(IReadOnlyList<PlottedRun> runs)
    {
        PlottedRun[] failed = [.. runs.Where(static run => !Outcome.Of(run.Result).Good)];
        if (runs.Count > 1)
        {
            string text = failed.Length == 0
                ? $"All {Number(runs.Count)} runs are good: no replica differs, nothing was lost or duplicated."
                : $"{Number(failed.Length)} of {Number(runs.Count)} runs failed.";
            yield return Line(text, failed.Length == 0);
        }

        foreach (PlottedRun run in runs.Count == 1 ? runs : failed)
        {
            Outcome outcome = Outcome.Of(run.Result);
            yield return Line(run.Label.Length > 0 ? $"{run.Label}: {outcome.Text}" : outcome.Text, outcome.Good);
            if (run.Result.Problems.Count > 0)
                yield return new XElement("ul", new XAttribute("class", "problems"), run.Result.Problems.Select(static problem => new XElement("li", problem)));
        }
    }

    private static XElement Line(string text, bool good) => new("p", new XAttribute("class", good ? "verdict good" : "verdict bad"), text);

    /// <summary>Each once, with the runs that share it if not all do.</summary>
    private static IEnumerable<XElement> Fact(string name, IReadOnlyList<PlottedRun> runs, Func<LoadResult, string> of)
    {
        yield return new XElement("dt", name);
        IGrouping<string, string>[] facts = [.. runs.GroupBy(run => of(run.Result), static run => run.Name)];
        foreach (IGrouping<string, string> fact in facts)
            yield return new XElement("dd", facts.Length == 1 ? null : new XElement("span", new XAttribute("class", "muted"), $"{string.Join(", ", fact.Distinct())}: "), fact.Key);
    }

    private static string Started(IReadOnlyList<PlottedRun> runs)
    {
        DateTimeOffset first = runs.Min(static run => run.Result.Started), last = runs.Max(static run => run.Result.Started);
        return first == last ? Time(first) : $"{Time(first)}, the last run {Time(last)}";
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
