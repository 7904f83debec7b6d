using StoreHub.Chaos.Tests.Faults;

namespace StoreHub.Chaos.Tests;

public sealed class LosslessFaultTests
{
    [Fact]
    public Task A_Redis_that_syncs_before_it_answers_and_its_hubs_lose_nothing() =>
        Schedule.RunAsync("always", ChaosSettings.Seed, "always", hasReplica: false, FaultKinds.Always, FaultKinds.TotalLoss);
}
