using System.Globalization;
using Spectre.Console;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output;

/// <summary>Results of load for people: a line for each figure, a column for each result.</summary>
internal static class LoadTable
{
    private const int HashDigits = 12;

    public static void Write(LoadResult result) => Write([result]);

    public static void Write(IReadOnlyList<LoadResult> results)
    {
        Terminal.Prepare(40 + (24 * results.Count));
        Table table = new Table().Border(TableBorder.Simple).HideHeaders().AddColumn("");
        foreach (LoadResult _ in results) table.AddColumn(new TableColumn("") { Alignment = results.Count > 1 ? Justify.Right : Justify.Left });
        string topic = ResultRow.All[0].Topic;
        foreach (ResultRow row in ResultRow.All)
        {
            if (row.Topic != topic) table.AddEmptyRow();
            topic = row.Topic;
            string[] cells = [.. results.Select(row.Of)];
            if (results.Count > 1) cells = [.. cells.Select(static cell => cell.Length == 64 ? cell[..HashDigits] : cell)];
            if (!Array.TrueForAll(cells, static cell => cell == Unit.Nothing)) table.AddRow([new Text(row.Name), .. cells.Select(static cell => new Text(cell))]);
        }

        AnsiConsole.Write(table);
        for (int i = 0; i < results.Count; i++) WriteOutcome(results[i], results.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"run {i + 1}: ") : "");
    }

    /// <summary>Problems go where errors go, so that they are seen when the table is in a file.</summary>
    public static void WriteOutcome(LoadResult result, string prefix)
    {
        Outcome outcome = Outcome.Of(result);
        AnsiConsole.Write(new Text(prefix + outcome.Text + Environment.NewLine, new Style(outcome.Good ? Color.Green : Color.Red)));
        foreach (string problem in result.Problems) Console.Error.WriteLine(prefix + problem);
    }
}
