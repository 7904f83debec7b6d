using StoreHub.Operations;

namespace StoreHub.Protocol.Messages;

/// <summary>
/// Transactions of the connection's source for a store, in seq order. Idempotent. On the JSON wire <c>transactions</c> is an array of
/// objects, on the MessagePack wire <c>data</c> is binary: the transactions' own encoding, one after the other. Immutable; not yet checked.
/// </summary>
public sealed record SubmitRequest : HubRequest
{
    /// <summary>The transactions, whole and in seq order.</summary>
    public IReadOnlyList<Transaction> Transactions { get; init; } = [];
}
