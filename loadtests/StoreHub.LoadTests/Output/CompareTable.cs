using System.Globalization;
using Spectre.Console;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output;

/// <summary>A comparison for people: each figure's median and ends, and how it relates to the baseline.</summary>
internal static class CompareTable
{
    public static void Write(CompareResult result) => Write(result.Runs);

    public static void Write(IReadOnlyList<LoadResult> runs)
    {
        Terminal.Prepare(120);
        Comparison comparison = Comparison.Of(runs);
        Table table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn(new TableColumn("runs").RightAligned())
            .AddColumn(new TableColumn("median").RightAligned()).AddColumn(new TableColumn("min – max").RightAligned());
        if (comparison.Baseline is { } baseline)
            table.AddColumn(new TableColumn(new Text($"to {baseline.Name}")).RightAligned()).AddColumn(new TableColumn("min – max").RightAligned());
        foreach (Measure measure in Measure.All) Add(table, comparison, measure);
        AnsiConsole.Write(table);
        foreach (string caveat in comparison.Caveats) Console.Error.WriteLine(caveat);
        foreach (ComparedTarget target in comparison.Targets)
        {
            for (int i = 0; i < target.Runs.Count; i++)
                LoadTable.WriteOutcome(target.Runs[i], string.Create(CultureInfo.InvariantCulture, $"{target.Name}, run {i + 1}: "));
        }
    }

    private static void Add(Table table, Comparison comparison, Measure measure)
    {
        if (comparison.Targets.All(target => target.Of(measure.Of) is null)) return;
        if (table.Rows.Count > 0) table.AddEmptyRow();
        table.AddRow(new Text(measure.Name, new Style(decoration: Decoration.Bold)));
        foreach (ComparedTarget target in comparison.Targets)
        {
            Spread? figure = target.Of(measure.Of), ratio = comparison.Ratio(target, measure.Of);
            string[] cells = [$"  {target.Name}", target.Runs.Count.ToString(CultureInfo.InvariantCulture), .. Cells(measure.Unit, figure)];
            if (comparison.Baseline is not null) cells = [.. cells, .. Cells(Unit.Ratio, ratio)];
            table.AddRow(cells.Select(static cell => new Text(cell)));
        }
    }

    private static string[] Cells(Unit unit, Spread? spread) => spread is null ? [Unit.Nothing, ""] : [unit.Format(spread.Median), unit.Format(spread.Min, spread.Max)];
}
