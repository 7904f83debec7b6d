using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>A transaction on its way into the log.</summary>
/// <param name="Transaction">The transaction; void if it is refused or withdrawn.</param>
/// <param name="Session">The session of its source that sends it, from <see cref="IStoreLog.ClaimAsync"/>.</param>
public readonly record struct Submission(Transaction Transaction, long Session);
