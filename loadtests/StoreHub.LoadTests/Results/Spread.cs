namespace StoreHub.LoadTests.Results;

/// <summary>What several runs came to: with few runs, the ends say more than a deviation.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    /// <returns>Null if no run has a figure.</returns>
    public static Spread? Of(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Where(double.IsFinite).Order()];
        if (sorted.Length == 0) return null;
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}
