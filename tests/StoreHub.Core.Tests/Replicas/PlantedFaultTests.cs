using StoreHub.Core.Tests.Generators;
using Xunit.Sdk;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>Each rule of the replica, taken away, is missed by some history: the harness has teeth.</summary>
public sealed class PlantedFaultTests
{
    private const int Histories = 2000;

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>()];

    public static TheoryData<PeerFault> PeerFaults => [.. Enum.GetValues<PeerFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public void With_a_hub_it_is_caught(Fault fault) => Caught(seed => HistoryRun.Check(seed, source => new FaultyReplica(source, fault)));

    [Theory]
    [MemberData(nameof(PeerFaults))]
    public void Without_a_hub_it_is_caught(PeerFault fault) => Caught(seed => PeerRun.Check(seed, _ => new FaultyPeer(fault)));

    private static void Caught(Action<long> check)
    {
        for (int seed = 1; seed <= Histories; seed++)
        {
            try
            {
                check(seed);
            }
            catch (StepFailure)
            {
                return;
            }
        }

        throw new XunitException($"{Histories} histories have not noticed.");
    }
}
