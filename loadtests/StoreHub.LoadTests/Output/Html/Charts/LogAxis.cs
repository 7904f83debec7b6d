namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>An axis on which each tenfold is as long as the next; its ticks carry their own units, since they may span several.</summary>
internal sealed class LogAxis : Axis
{
    /// <summary>Stands for 0, which has no place on the axis.</summary>
    private const double Smallest = 1e-3;

    private static readonly int[] Digits = [1, 2, 5];

    private readonly double _from;
    private readonly double _to;

    public LogAxis(string label, Unit unit, double min, double max, int mostTicks = MostTicks) : base($"{label} (log scale)")
    {
        (min, max) = (Math.Max(min, Smallest), Math.Max(max, Smallest));
        int first = (int)Math.Floor(Math.Log10(min)), last = (int)Math.Ceiling(Math.Log10(max));
        (int Digit, int Power)[] marks = [.. Enumerable.Range(first, last - first + 2).SelectMany(static power => Digits.Select(digit => (digit, power)))];
        // the nearest marks that enclose the values, so that whole empty decades are not drawn
        int from = Array.FindLastIndex(marks, mark => Value(mark) <= min), to = Array.FindIndex(marks, mark => Value(mark) >= max);
        from = Math.Max(from, 0);
        if (to <= from) to = from + 1;
        marks = marks[from..(to + 1)];
        (_from, _to) = (Math.Log10(Value(marks[0])), Math.Log10(Value(marks[^1])));
        Ticks = [.. Thin(marks, mostTicks).Select(mark => new Tick(At(Value(mark)), unit.Format(Value(mark))))];
    }

    public override IReadOnlyList<Tick> Ticks { get; }

    public override double At(double value) => value > 0 ? Math.Clamp((Math.Log10(value) - _from) / (_to - _from), 0, 1) : 0;

    private static IEnumerable<(int Digit, int Power)> Thin((int Digit, int Power)[] marks, int mostTicks)
    {
        if (marks.Length <= mostTicks) return marks;
        (int Digit, int Power)[] decades = [.. marks.Where(static mark => mark.Digit == 1)];
        int every = (decades.Length + mostTicks - 1) / mostTicks;
        return decades.Where((_, i) => i % every == 0);
    }

    private static double Value((int Digit, int Power) mark) => mark.Digit * Math.Pow(10, mark.Power);
}
