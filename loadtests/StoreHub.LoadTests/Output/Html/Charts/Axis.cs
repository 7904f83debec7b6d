namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>Where values stand along a side of a chart.</summary>
internal abstract class Axis(string label)
{
    /// <summary>How many ticks fit beside each other on a telephone.</summary>
    public const int MostTicks = 7;

    /// <summary>How many fit above each other.</summary>
    public const int MostUprightTicks = 10;

    /// <summary>What it shows, with its unit.</summary>
    public string Label { get; } = label;

    public abstract IReadOnlyList<Tick> Ticks { get; }

    /// <returns>From 0 to 1 along the axis.</returns>
    public abstract double At(double value);
}
