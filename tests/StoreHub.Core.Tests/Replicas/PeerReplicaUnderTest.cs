using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>The peer replica in a random history. Its authors' clocks are wrong, so that what they write comes in as from elsewhere.</summary>
internal sealed class PeerReplicaUnderTest(SourceId source) : IPeerUnderTest
{
    private readonly PeerReplica _replica = new(source);

    public void Write(Transaction transaction) => _replica.Apply(transaction.Operations);

    public void Receive(IReadOnlyList<Operation> operations) => _replica.Apply(operations);

    public StoreValue Visible() => _replica.ToValue();

    public string Structure() => TreeText.Of(_replica.Tree);
}
