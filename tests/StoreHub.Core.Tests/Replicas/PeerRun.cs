using StoreHub.Core.Tests.Generators;
using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>Takes peers without a hub through a random history and compares each with the reference after each of its steps.</summary>
internal static class PeerRun
{
    public static void Check(long seed, Func<SourceId, IPeerUnderTest> create)
    {
        var history = new RandomPeers(seed);
        IPeerUnderTest[] peers = [.. history.Sources.Select(create)];
        int number = 0;
        foreach (PeerStep step in history.Steps())
        {
            number++;
            IPeerUnderTest peer = peers[step.Peer];
            try
            {
                if (step.Transaction is { } transaction) peer.Write(transaction);
                else peer.Receive(step.Received);
            }
            catch (Exception thrown)
            {
                throw new StepFailure(seed, number, $"{thrown.GetType().Name}: {thrown.Message}\nat {step}", thrown);
            }

            Compare(seed, number, ReferenceReplica.Peers(history.Received(step.Peer)), peer, step);
        }

        ReferenceState whole = ReferenceReplica.Peers(history.All);
        foreach (IPeerUnderTest peer in peers) Compare(seed, number, whole, peer, null);
    }

    private static void Compare(long seed, int number, ReferenceState expected, IPeerUnderTest peer, PeerStep? step)
    {
        string structure = expected.Structure(), actual = peer.Structure();
        if (structure != actual) throw new StepFailure(seed, number, $"the state is wrong\nexpected {structure}\nactual   {actual}\nat {step}");
        if (!expected.Visible().Equals(peer.Visible())) throw new StepFailure(seed, number, $"another value is shown than the structure says, at {step}");
    }
}
