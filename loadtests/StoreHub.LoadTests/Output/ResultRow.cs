using System.Globalization;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output;

/// <summary>A row of the table of results: all that is worth a line, in the terminal and on the page.</summary>
internal sealed record ResultRow(string Name, Func<LoadResult, string> Of)
{
    public static readonly IReadOnlyList<ResultRow> All =
    [
        new("target", static result => result.Target),
        new("protocol", static result => result.Protocol),
        new("clients", static result => Number(result.Clients)),
        new("writers among them", static result => Number(result.Writers)),
        new("sinks", static result => Number(result.Sinks)),
        new("stores", static result => Number(result.Stores)),
        new("measured", static result => Unit.Seconds.Format(result.Seconds)),
        new("operations", static result => Number(result.Operations)),
        .. Measure.All.Select(static measure => new ResultRow(measure.Name, measure.Format)),
        new("converged", static result => result.Converged switch { true => "yes", false => "NO", null => Unit.Nothing }),
        new("lost", static result => Number(result.Lost)),
        new("duplicated", static result => Number(result.Duplicated)),
        new("seed", static result => result.Seed.ToString(CultureInfo.InvariantCulture)),
        new("state hash", static result => result.StateHash ?? Unit.Nothing),
    ];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
