using StoreHub.Operations;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Validation;

/// <summary>
/// Decides whether a transaction is taken. All registered validators are asked, on many threads at once; the first reason given makes the
/// transaction void: refusal is part of history, and the author's replica rolls back. It is asked again when a transaction is resent; what
/// the log has already wins then.
/// </summary>
public interface ITransactionValidator
{
    /// <summary>Judges a transaction that is not void.</summary>
    /// <param name="store">The store.</param>
    /// <param name="principal">The user's identifier; empty for the anonymous one.</param>
    /// <param name="transaction">The transaction, well formed.</param>
    /// <returns>The reason to refuse it, for people, which its author is told; null to take it.</returns>
    string? Validate(StoreName store, string principal, Transaction transaction);
}
