namespace StoreHub.LoadTests.Results;

/// <summary>The runs of one target over one protocol, in the order of the rounds.</summary>
internal sealed record ComparedTarget(string Target, string Protocol, IReadOnlyList<LoadResult> Runs)
{
    public string Name => $"{Target} {Protocol}";

    public Spread? Of(Func<LoadResult, double?> figure) => Spread.Of(Runs.Select(figure));

    /// <summary>How many times the baseline's figure it is. Runs of one round are compared, since they ran under like conditions.</summary>
    public Spread? RatioTo(ComparedTarget baseline, Func<LoadResult, double?> figure) =>
        Spread.Of(Runs.Zip(baseline.Runs, (run, other) => figure(run) / figure(other)));
}
