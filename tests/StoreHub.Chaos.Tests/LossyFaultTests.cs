using StoreHub.Chaos.Tests.Faults;

namespace StoreHub.Chaos.Tests;

public sealed class LossyFaultTests
{
    [Fact]
    public Task What_Redis_loses_is_put_back_by_the_hubs_that_live_and_else_told() =>
        Schedule.RunAsync("everysec", ChaosSettings.Seed + 1_000_000, "everysec", hasReplica: true, FaultKinds.Losing);
}
