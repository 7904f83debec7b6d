using System.Globalization;
using Spectre.Console;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output;

/// <summary>What joining costs, for people.</summary>
internal static class JoinTable
{
    public static void Write(JoinResult result)
    {
        Terminal.Prepare(120);
        Table table = new Table().Border(TableBorder.Simple).HideHeaders().AddColumn("").AddColumn("");
        Add("history", $"{Number(result.Operations)} operations on {Number(result.Keys)} keys over {result.Protocol}, {Number(result.WrittenPerSecond)} written per second");
        Add("joining receives", $"{Number(result.JoinBytes)} bytes");
        Add("joining takes", Describe(result.JoinMs));
        Add("connecting and joining takes", Describe(result.ConnectAndJoinMs));
        Add("coming back receives", $"{Number(result.ReconnectBytes)} bytes after {Number(result.Missed)} missed operations");
        if (result.HubHeapBytes is { } heap) Add("hub memory", $"{Number(heap)} bytes");
        Add("converged", result.Converged ? "yes" : "NO");
        Add("state hash", result.StateHash);
        AnsiConsole.Write(table);

        void Add(string name, string value) => table.AddRow(new Text(name), new Text(value));
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Describe(LatencySummary? summary) => summary is null
        ? Unit.Nothing
        : string.Create(CultureInfo.InvariantCulture, $"{summary.P50:0.0} ms at the median, {summary.P90:0.0} ms at the 90th percentile, {summary.Max:0.0} ms at most, of {summary.Count}");
}
