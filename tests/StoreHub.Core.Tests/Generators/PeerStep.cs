using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>A peer writes a transaction, or operations reach it.</summary>
internal sealed record PeerStep(int Peer, Transaction? Transaction, IReadOnlyList<Operation> Received)
{
    public override string ToString() =>
        Transaction is null ? $"peer {Peer} receives{OperationText.Of(Received)}" : $"peer {Peer} writes{OperationText.Of(Transaction.Operations)}";
}
