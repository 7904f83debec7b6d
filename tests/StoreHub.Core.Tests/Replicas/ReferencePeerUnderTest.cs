using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>The reference in the place of a peer without a hub; keeps what it gets in reverse, as its order must not matter.</summary>
internal class ReferencePeerUnderTest : IPeerUnderTest
{
    protected List<Operation> Operations { get; } = [];

    public virtual void Write(Transaction transaction) => Receive(transaction.Operations);

    public virtual void Receive(IReadOnlyList<Operation> operations) => Operations.InsertRange(0, operations.Reverse());

    public StoreValue Visible() => View().Visible();

    public string Structure() => View().Structure();

    protected virtual ReferenceState View() => ReferenceReplica.Peers(Operations);
}
