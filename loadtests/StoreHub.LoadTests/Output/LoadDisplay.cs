using System.Globalization;
using Spectre.Console;
using StoreHub.LoadTests.Load;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output;

/// <summary>Shows a run while it goes on: a table that changes on a terminal, otherwise a line each second.</summary>
internal static class LoadDisplay
{
    public static async Task<LoadResult> RunAsync(LoadOptions options, Func<IProgress<LoadProgress>, Task<LoadResult>> run)
    {
        if (Console.IsOutputRedirected) return await run(new Lines());
        return await AnsiConsole.Live(Show(options, null)).StartAsync(context => run(new Screen(options, context)));
    }

    private static Table Show(LoadOptions options, LoadProgress? progress)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(
            $"{options.Target} {options.Protocol}: {options.Clients} clients, {options.Writers} write; {options.Sinks} sinks; {progress?.Phase ?? "connecting"}"));
        foreach (string name in (string[])["second", "operations/s", "deliveries/s", "p50 ms", "p99 ms", "pending", "at the head", "hub cores", "hub MiB"])
            table.AddColumn(new TableColumn(name).RightAligned());
        if (progress?.Sample is { } sample)
        {
            table.AddRow([.. Cells(progress, sample).Select(static cell => new Text(cell))]);
        }

        return table;
    }

    private static string[] Cells(LoadProgress progress, TimeSample sample) =>
    [
        Number(sample.Second, "0.#"), Number(sample.OperationsPerSecond, "#,0"), Number(sample.DeliveriesPerSecond, "#,0"), Number(sample.LatencyP50, "0.00"), Number(sample.LatencyP99, "0.00"),
        Number(sample.Pending, "#,0"), progress.Replicas == 0 ? "" : $"{progress.AtHead} of {progress.Replicas}", Number(sample.HubCores, "0.00"), Number(sample.HubMebibytes, "0"),
    ];

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private sealed class Screen(LoadOptions options, LiveDisplayContext context) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => context.UpdateTarget(Show(options, value));
    }

    private sealed class Lines : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value)
        {
            if (value.Sample is not { } sample)
            {
                Console.WriteLine(value.Phase);
                return;
            }

            string[] cells = Cells(value, sample);
            Console.WriteLine(
                $"{value.Phase} {cells[0]} s: {cells[1]} operations/s, {cells[2]} deliveries/s, p50 {cells[3]} ms, p99 {cells[4]} ms, {cells[5]} pending, "
                + (cells[6].Length > 0 ? $"{cells[6]} at the head, " : "") + $"hub {cells[7]} cores, {cells[8]} MiB");
        }
    }
}
