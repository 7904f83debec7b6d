namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>A line of a chart. Several of one name and colour are one in the legend.</summary>
internal sealed record Series(string Name, int Colour, IReadOnlyList<DataPoint> Points)
{
    private const int Colours = 8;

    public string Class => ClassOf(Colour);

    /// <summary>The style of a colour; there are so many, and then they begin again.</summary>
    public static string ClassOf(int colour) => FormattableString.Invariant($"c{colour % Colours}");

    /// <summary>Whether there is anything to see.</summary>
    public bool IsMeasured => Points.Any(static point => DataPoint.CanShow(point.X) && DataPoint.CanShow(point.Y));
}
