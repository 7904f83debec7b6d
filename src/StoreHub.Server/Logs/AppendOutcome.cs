namespace StoreHub.Server.Logs;

/// <summary>What became of a submission.</summary>
/// <param name="Kind">What.</param>
/// <param name="FirstRevision">Its first revision if it was appended, or is a repeat of what was not trimmed yet; else 0.</param>
/// <param name="ExpectedSeq">The next seq that the log expects of the source, after this submission.</param>
public readonly record struct AppendOutcome(AppendKind Kind, long FirstRevision, long ExpectedSeq)
{
    /// <summary>Whether it has revisions, now or since earlier.</summary>
    public bool IsTaken => Kind is AppendKind.Appended or AppendKind.Repeat;
}
