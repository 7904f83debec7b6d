using StoreHub.Core.Tests.Generators;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>The peer replica against a replay from nothing after every delivery.</summary>
public sealed class PeerReplicaHistoryTests
{
    [Fact]
    public void A_peer_is_the_fold_of_what_it_has_got_in_any_order() => Seeds.Run(6000, seed => PeerRun.Check(seed, source => new PeerReplicaUnderTest(source)));
}
