using System.Globalization;

namespace StoreHub.LoadTests.Output;

/// <summary>What a figure is measured in, and how it is written: three digits, in the size that suits it.</summary>
internal sealed class Unit(params UnitStep[] steps)
{
    /// <summary>Stands where nothing was measured.</summary>
    public const string Nothing = "–";

    public static readonly Unit Number = new(new UnitStep(1, ""));
    public static readonly Unit Count = new(new(1, ""), new(1e3, "k", "thousands"), new(1e6, "M", "millions"), new(1e9, "G", "billions"));
    public static readonly Unit Seconds = new(new UnitStep(1, "s"));
    public static readonly Unit Milliseconds = new(new(0.001, "µs"), new(1, "ms"), new(1e3, "s"));
    public static readonly Unit Microseconds = new(new(1, "µs"), new(1e3, "ms"), new(1e6, "s"));
    public static readonly Unit Bytes = new(new(1, "B"), new(1024, "KiB"), new(1024 * 1024, "MiB"), new(1024 * 1024 * 1024, "GiB"));
    public static readonly Unit Ratio = new(new UnitStep(1, "×"));

    /// <summary>The largest size in which the value is at least 1, or else the smallest.</summary>
    public UnitStep StepFor(double value) => Array.FindLast(steps, step => step.Size <= Math.Abs(value)) ?? steps[0];

    public string Format(double? value)
    {
        if (value is not { } known || !double.IsFinite(known)) return Nothing;
        // rounded before the size is chosen, so that 999.9 ms is 1 s and not 1000 ms
        UnitStep step = StepFor(Round(known));
        return Join(Round(known / step.Size).ToString("#,0.#########", CultureInfo.InvariantCulture), step);
    }

    /// <summary>Both ends of a range in one size.</summary>
    public string Format(double from, double to)
    {
        if (Format(from) == Format(to)) return Format(to);
        if (!double.IsFinite(from) || !double.IsFinite(to)) return $"{Format(from)} – {Format(to)}";
        UnitStep step = StepFor(Round(to));
        string start = Round(from / step.Size).ToString("#,0.#########", CultureInfo.InvariantCulture);
        return Join($"{start} – {Round(to / step.Size).ToString("#,0.#########", CultureInfo.InvariantCulture)}", step);
    }

    private static string Join(string number, UnitStep step) => step.Symbol switch { "" => number, "×" => number + "×", _ => $"{number} {step.Symbol}" };

    private static double Round(double value) => double.Parse(value.ToString("E2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
