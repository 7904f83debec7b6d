using System.Globalization;
using Spectre.Console;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output;

/// <summary>What a history on the disk costs, for people.</summary>
internal static class RecoverTable
{
    public static void Write(RecoverResult result)
    {
        Terminal.Prepare(120);
        Table table = new Table().Border(TableBorder.Simple).HideHeaders().AddColumn("").AddColumn("");
        Add("history", $"{Number(result.Operations)} operations on {Number(result.Keys)} keys, durability {result.Durability}, {Number(result.WrittenPerSecond)} written per second");
        Add("on the disk", $"{Number(result.DiskBytes)} bytes, {Number(result.SnapshotBytes)} of them a snapshot");
        Add("from start to listening", JoinTable.Describe(result.StartToListeningMs));
        Add("from start to a client's being live", JoinTable.Describe(result.StartToLiveMs));
        Add("hub memory without the store", $"{Number(result.EmptyHeapBytes)} bytes");
        Add("hub memory with the store open", $"{Number(result.LoadedHeapBytes)} bytes");
        Add("hub memory after it was let go", $"{Number(result.UnloadedHeapBytes)} bytes");
        Add("converged", result.Converged ? "yes" : "NO");
        Add("state hash", result.StateHash);
        AnsiConsole.Write(table);

        void Add(string name, string value) => table.AddRow(new Text(name), new Text(value));
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
