namespace StoreHub.LoadTests.Output.Html.Charts;

/// <param name="Y">Null leaves a gap: nothing was measured there, which is not 0.</param>
internal readonly record struct DataPoint(double X, double? Y)
{
    /// <summary>Beyond this, coordinates would lose their sense.</summary>
    private const double Largest = 1e15;

    /// <summary>Whether the value can stand on an axis. A file may hold anything.</summary>
    public static bool CanShow(double? value) => value is { } known && Math.Abs(known) < Largest;
}
