using System.Globalization;

namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>An axis on which 90 %, 99 % and 99.9 % are evenly apart, so that the few slow ones get as much room as the many fast ones.</summary>
internal sealed class PercentileAxis : Axis
{
    private const double Least = 1e-12;

    private readonly double _end;

    /// <param name="count">Of how many: there is no percentile beyond the last of them.</param>
    public PercentileAxis(string label, double count) : base(label)
    {
        _end = -Math.Log10(1 - LastOf(count));
        var ticks = new List<Tick> { new(At(0.5), "50 %") };
        for (int nines = 1; nines <= _end; nines++)
        {
            double share = 1 - Math.Pow(10, -nines);
            ticks.Add(new Tick(At(share), (share * 100).ToString("0.############", CultureInfo.InvariantCulture) + " %"));
        }

        Ticks = ticks;
    }

    public override IReadOnlyList<Tick> Ticks { get; }

    /// <summary>Where the slowest stands: at 100 % it would be infinitely far up, so half of its own share below.</summary>
    public static double LastOf(double count) => 1 - Math.Max(0.5 / count, Least);

    public override double At(double value) => Math.Clamp(-Math.Log10(1 - Math.Min(value, 1 - Least)) / _end, 0, 1);
}
