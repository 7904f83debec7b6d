using System.Globalization;

namespace StoreHub.Benchmarks.Peers;

/// <summary>The comparison for people.</summary>
internal static class ComparisonTable
{
    private const string Missing = "-";

    public static void Write(Comparison comparison, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{comparison.Trace}, {comparison.Edits:N0} edits; late join after {comparison.Writes:N0} overwrites of 10,000 keys"));
        output.WriteLine($"StoreHub on .NET {Environment.Version} and {comparison.Peer ?? "nobody else"}; median (least-most) of {comparison.Rounds} rounds");
        output.WriteLine();
        string[][] lines =
        [
            ["", "", "StoreHub", "Yjs, Y.Array", "times", "Yjs, Y.Text"],
            .. comparison.Rows.Select(static row => (string[])
            [
                row.Work, row.Unit, Text(row.StoreHub), Text(row.Yjs), row.Ratio?.ToString("0.0", CultureInfo.InvariantCulture) ?? Missing, Text(row.YjsText),
            ]),
        ];
        int[] widths = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length))];
        foreach (string[] line in lines)
            output.WriteLine(string.Join("  ", line.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
    }

    private static string Text(Samples? samples) =>
        samples is null ? Missing : string.Create(CultureInfo.InvariantCulture, $"{Text(samples.Median)} ({Text(samples.Min)}-{Text(samples.Max)})");

    private static string Text(double value) => value.ToString(value < 100 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
