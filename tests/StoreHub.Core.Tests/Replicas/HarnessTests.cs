using StoreHub.Core.Tests.Generators;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>The harness takes the reference itself through its histories: a full replay from nothing after every step.</summary>
public sealed class HarnessTests
{
    [Fact]
    public void The_reference_passes_with_a_hub() => Seeds.Run(300, seed => HistoryRun.Check(seed, _ => new ReferenceUnderTest()));

    [Fact]
    public void The_reference_passes_without_a_hub() => Seeds.Run(300, seed => PeerRun.Check(seed, _ => new ReferencePeerUnderTest()));
}
