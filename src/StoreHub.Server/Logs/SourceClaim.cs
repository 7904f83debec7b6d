namespace StoreHub.Server.Logs;

/// <summary>The answer to a claim.</summary>
/// <param name="Session">The new session, from 1; 0 if the source belongs to another owner.</param>
/// <param name="ExpectedSeq">The next seq that the log expects of the source.</param>
public readonly record struct SourceClaim(long Session, long ExpectedSeq)
{
    /// <summary>Whether the source is the claimant's.</summary>
    public bool Granted => Session > 0;
}
