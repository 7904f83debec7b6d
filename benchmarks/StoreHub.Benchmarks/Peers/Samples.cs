namespace StoreHub.Benchmarks.Peers;

/// <summary>One figure, measured once per round.</summary>
internal sealed record Samples(params IReadOnlyList<double> Values)
{
    public double Median => Values.Order().ElementAt(Values.Count / 2) is var upper && Values.Count % 2 == 1
        ? upper
        : (upper + Values.Order().ElementAt((Values.Count / 2) - 1)) / 2;

    public double Min => Values.Min();

    public double Max => Values.Max();
}
