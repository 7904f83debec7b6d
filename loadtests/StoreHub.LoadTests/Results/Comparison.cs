namespace StoreHub.LoadTests.Results;

/// <summary>Runs by what ran, and what can be said of them side by side.</summary>
internal sealed class Comparison
{
    private Comparison(IReadOnlyList<ComparedTarget> targets, IReadOnlyList<string> caveats) => (Targets, Caveats) = (targets, caveats);

    /// <summary>In the order in which they first ran.</summary>
    public IReadOnlyList<ComparedTarget> Targets { get; }

    /// <summary>Why the figures may not be comparable, one line each.</summary>
    public IReadOnlyList<string> Caveats { get; }

    /// <summary>What the others are measured by: plain SignalR over JSON, if it ran, or else one hub with a data folder.</summary>
    public ComparedTarget? Baseline =>
        Targets.FirstOrDefault(static target => target is { Target: "signalr", Protocol: "json" }) ?? Targets.FirstOrDefault(static target => target.Target == "storehub-file");

    public static Comparison Of(IReadOnlyList<LoadResult> runs)
    {
        ComparedTarget[] targets = [.. runs.GroupBy(static run => (run.Target, run.Protocol)).Select(static group => new ComparedTarget(group.Key.Target, group.Key.Protocol, [.. group]))];
        var caveats = new List<string>();
        if (Differ(static run => (run.Clients, run.Writers, run.Sinks, run.Stores))) caveats.Add("The runs differ in clients, writers, sinks or stores.");
        if (Differ(static run => run.Machine)) caveats.Add("The runs were made on different machines.");
        return new Comparison(targets, caveats);

        bool Differ<T>(Func<LoadResult, T> of) => runs.Select(of).Distinct().Skip(1).Any();
    }

    /// <returns>Null where there is no baseline, or no figure.</returns>
    public Spread? Ratio(ComparedTarget target, Func<LoadResult, double?> figure) => Baseline is { } baseline ? target.RatioTo(baseline, figure) : null;
}
