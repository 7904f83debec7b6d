using System.Globalization;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output.Html;

/// <summary>A result with what it is called on the page. Where targets are compared, all runs of one look alike; otherwise each is told apart.</summary>
/// <param name="Name">In legends; empty if there is no other.</param>
/// <param name="Label">At its figures.</param>
internal sealed record PlottedRun(string Name, string Label, int Colour, LoadResult Result)
{
    public static IReadOnlyList<PlottedRun> Of(IReadOnlyList<LoadResult> results, Comparison comparison)
    {
        if (results.Count == 1) return [new PlottedRun("", "", 0, results[0])];
        if (comparison.Targets.Count == 1) return [.. results.Select(static (result, i) => new PlottedRun(Numbered(i), Numbered(i), i, result))];
        return [.. comparison.Targets.SelectMany(static (target, colour) => target.Runs.Select(
            (run, i) => new PlottedRun(target.Name, target.Runs.Count > 1 ? $"{target.Name}, {Numbered(i)}" : target.Name, colour, run)))];
    }

    private static string Numbered(int index) => string.Create(CultureInfo.InvariantCulture, $"run {index + 1}");
}
