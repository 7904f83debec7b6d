using System.Globalization;

namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>An axis of even steps, with ticks at round numbers in one unit.</summary>
internal sealed class LinearAxis : Axis
{
    /// <summary>What the ticks can tell from nothing.</summary>
    private const double Smallest = 1e-5;

    private readonly double _from;
    private readonly double _to;

    private LinearAxis(string label, UnitStep size, double from, double to, double step) : base(label)
    {
        (_from, _to) = (from, to);
        double stride = step * size.Size;
        var ticks = new List<Tick>();
        // a little slack, since the ends are seldom exact multiples in binary; adding 0 makes 0 of -0
        for (double i = Math.Ceiling((from / stride) - 1e-6) + 0.0; i <= (to / stride) + 1e-6; i++)
            ticks.Add(new Tick(At(i * stride), (i * step).ToString("#,0.######", CultureInfo.InvariantCulture)));
        Ticks = ticks;
    }

    public override IReadOnlyList<Tick> Ticks { get; }

    /// <summary>For what is compared by its height: cut off below, a small difference would look like a large one.</summary>
    public static LinearAxis FromZero(string label, Unit unit, double max)
    {
        if (!(max > Smallest)) max = 1;
        UnitStep size = unit.StepFor(max);
        double step = RoundStep(max / size.Size);
        return new LinearAxis(LabelOf(label, size), size, 0, Math.Ceiling((max / size.Size / step) - 1e-6) * step * size.Size, step);
    }

    /// <summary>Exactly the time that was measured.</summary>
    /// <param name="from">At most 0: far from it, labels of few digits could not tell the ticks apart.</param>
    public static LinearAxis Over(string label, Unit unit, double from, double to)
    {
        if (!(to - from > Smallest)) (from, to) = (from - 1, from + 1);
        UnitStep size = unit.StepFor(Math.Max(Math.Abs(from), Math.Abs(to)));
        return new LinearAxis(LabelOf(label, size), size, from, to, RoundStep((to - from) / size.Size));
    }

    public override double At(double value) => Math.Clamp((value - _from) / (_to - _from), 0, 1);

    private static string LabelOf(string label, UnitStep size) => (size.Name ?? size.Symbol) is { Length: > 0 } name ? $"{label} ({name})" : label;

    private static double RoundStep(double range)
    {
        double least = range / (MostTicks - 1), power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return (least / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
