namespace StoreHub.Client;

/// <summary>A store can no longer be kept on disk, or can be again.</summary>
/// <param name="failure">Why not; null: it can be again, and everything is on disk.</param>
public sealed class PersistenceChangedEventArgs(Exception? failure) : EventArgs
{
    /// <summary>Why nothing can be kept at present; null if it can be again.</summary>
    public Exception? Failure { get; } = failure;
}
