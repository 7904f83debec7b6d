using System.Globalization;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output;

/// <summary>A row of the table of results: all that is worth a line, in the terminal and on the page.</summary>
internal sealed record ResultRow(string Topic, string Name, Func<LoadResult, string> Of)
{
    private const string Load = "Load";
    private const string End = "End";

    public static readonly IReadOnlyList<ResultRow> All =
    [
        new(Load, "target", static result => result.Target),
        new(Load, "protocol", static result => result.Protocol),
        new(Load, "clients", static result => Number(result.Clients)),
        new(Load, "writers among them", static result => Number(result.Writers)),
        new(Load, "sinks", static result => Number(result.Sinks)),
        new(Load, "stores", static result => Number(result.Stores)),
        new(Load, "hubs", static result => Number(result.Hubs)),
        new(Load, "durability", static result => result.Durability ?? Unit.Nothing),
        new(Load, "measured", static result => Unit.Seconds.Format(result.Seconds)),
        new(Load, "operations", static result => Number(result.Operations)),
        new(Load, "seed", static result => result.Seed.ToString(CultureInfo.InvariantCulture)),
        .. Measure.All.Select(static measure => new ResultRow(measure.Topic, measure.Name, measure.Format)),
        new(End, "converged", static result => result.Converged switch { true => "yes", false => "NO", null => Unit.Nothing }),
        new(End, "lost", static result => Number(result.Lost)),
        new(End, "duplicated", static result => Number(result.Duplicated)),
        new(End, "state hash", static result => result.StateHash ?? Unit.Nothing),
    ];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
