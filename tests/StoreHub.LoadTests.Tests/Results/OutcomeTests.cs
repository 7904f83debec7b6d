using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Tests.Results;

public sealed class OutcomeTests
{
    [Fact]
    public void A_run_is_good_only_if_nothing_speaks_against_it()
    {
        LoadResult good = SampleResults.Full();
        Assert.Equal(new Outcome(true, "Converged; nothing lost, nothing duplicated."), Outcome.Of(good));
        Assert.Equal(new Outcome(true, "Keeps no state; nothing lost, nothing duplicated."), Outcome.Of(good with { Converged = null }));
        Assert.Equal(new Outcome(false, "Did not converge; nothing lost, nothing duplicated."), Outcome.Of(good with { Converged = false }));
        Assert.Equal(new Outcome(false, "Converged; 1,234 lost, nothing duplicated."), Outcome.Of(good with { Lost = 1234 }));
        Assert.Equal(new Outcome(false, "Converged; nothing lost, 1 duplicated."), Outcome.Of(good with { Duplicated = 1 }));
        Assert.Equal(new Outcome(false, "Converged; nothing lost, nothing duplicated; 1 problem."), Outcome.Of(good with { Problems = ["x"] }));
    }
}
