namespace StoreHub.LoadTests.Results;

/// <summary>StoreHub and the baselines, run in turn and several times; written as JSON.</summary>
internal sealed record CompareResult
{
    /// <summary>The command line's arguments.</summary>
    public required string Arguments { get; init; }

    /// <summary>All runs, in the order in which they ran: round by round.</summary>
    public required IReadOnlyList<LoadResult> Runs { get; init; }
}
