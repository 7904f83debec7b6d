using StoreHub.Core.Tests.Generators;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>The replica against the reference, after every step of many random histories.</summary>
public sealed class ReplicaHistoryTests
{
    [Fact]
    public void The_replica_is_what_the_rule_says() =>
        Seeds.Run(20_000, seed => HistoryRun.Check(seed, source => new ReplicaUnderTest(source, (Wire)(seed % 3), drafts: seed % 2 == 0)));
}
