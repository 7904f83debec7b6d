using Spectre.Console;
using StoreHub.LoadTests.Replays;

namespace StoreHub.LoadTests.Output;

/// <summary>The result for people.</summary>
internal static class ResultTable
{
    public static void Write(ReplayResult result)
    {
        Terminal.Prepare(120);
        Table table = new Table().Border(TableBorder.Simple).HideHeaders().AddColumn("").AddColumn("");
        Add(table, "trace", $"{result.Trace}, {result.Transactions:N0} transactions, {result.Concurrent:N0} concurrent");
        Add(table, "clients", $"{result.Clients} over {result.Protocol}");
        Add(table, "operations", $"{result.Operations:N0} in {result.Seconds:N2} s, {result.Operations / Math.Max(result.Seconds, 0.001):N0} per second");
        Add(table, "processor", $"clients {result.ClientCpuSeconds:N2} s" + (result.HubCpuSeconds is { } hub ? $", hub {hub:N2} s" : ""));
        Add(table, "converged", result.Converged ? $"yes, at revision {result.Revision}" : "NO");
        Add(table, "expected text", result.Expected ? "yes" : "NO");
        Add(table, "state hash", result.StateHash);
        AnsiConsole.Write(table);
        foreach (string problem in result.Problems) Console.Error.WriteLine(problem);
    }

    private static void Add(Table table, string name, string value) => table.AddRow(new Text(name), new Text(value));
}
