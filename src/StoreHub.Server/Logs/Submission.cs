using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>A transaction on its way into the log.</summary>
/// <param name="Transaction">The transaction; void if it is refused or withdrawn.</param>
/// <param name="Session">The session of its source that sends it, from <see cref="IStoreLog.ClaimAsync"/>.</param>
public readonly record struct Submission(Transaction Transaction, long Session)
{
    /// <summary>Whether it goes on from the submission before it in the list, of the same source and session: it is taken only if that one was.</summary>
    public bool Continues { get; init; }

    /// <summary>Why the hub made it void, for its author; null if it did not. A log does not keep it.</summary>
    public string? Refusal { get; init; }
}
